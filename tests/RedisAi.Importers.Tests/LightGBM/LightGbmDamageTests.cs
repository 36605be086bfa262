namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>What is said of texts that are damaged, or of what is not supported.</summary>
public sealed class LightGbmDamageTests
{
    private static readonly string s_text = SmallLightGbm.Text(
        "regression", 1, SmallLightGbm.Leaf(0, "1"), SmallLightGbm.Tree(1, "num_leaves=3\nnum_cat=1\nsplit_feature=0 1\nthreshold=0.5 0\ndecision_type=2 1\nleft_child=1 -1\nright_child=-2 -3\nleaf_value=1 2 3\ncat_boundaries=0 2\ncat_threshold=5 1\n"));

    [Theory]
    [InlineData("version=v4", "version=v5", "The version of the LightGBM model's format is 'v5'; read are v2, v3 and v4.")]
    [InlineData("version=v4\n", "", "The version of the LightGBM model's format is older than v2; read are v2, v3 and v4.")]
    [InlineData("max_feature_idx=1", "max_feature_idx=-1", "'max_feature_idx' is '-1', not a whole number of at least 0.")]
    [InlineData("max_feature_idx=1", "max_feature_idx=99999999", "lacks 'max_feature_idx' with a number below 16777216; it is 99999999.")]
    [InlineData("max_feature_idx=1\n", "", "lacks 'max_feature_idx' with a number below 16777216; it is missing.")]
    [InlineData("max_feature_idx=1", "max_feature_idx=2", "has 2 names in 'feature_names' for 3 features.")]
    [InlineData("num_tree_per_iteration=1", "num_tree_per_iteration=0", "has 0 trees in a round ('num_tree_per_iteration'), and 2 in all.")]
    [InlineData("num_tree_per_iteration=1", "num_tree_per_iteration=1000000000", "has 1000000000 trees in a round ('num_tree_per_iteration'), and 2 in all.")]
    [InlineData("num_tree_per_iteration=1", "num_tree_per_iteration=2", "has 2 trees in a round ('num_tree_per_iteration'), but its objective 'regression' is for 1.")]
    [InlineData("objective=regression", "objective=cox", "LightGBM's objective 'cox' is not known here; known are those of LightGBM 4.")]
    [InlineData("objective=regression", "objective=multiclass", "The objective 'multiclass' lacks 'num_class:' with a number of at least 2.")]
    [InlineData("objective=regression", "objective=binary sigmoid:0", "The objective 'binary sigmoid:0' lacks 'sigmoid:' with a number above 0.")]
    [InlineData("tree_sizes=", "tree_sizes=7 ", "The LightGBM model's header counts 3 trees ('tree_sizes'); there are 2.")]
    public async Task A_header_that_does_not_fit_is_refused_with_the_reason(string part, string other, string message) => await AssertRefusedAsync(part, other, message);

    [Theory]
    [InlineData("num_leaves=3", "num_leaves=0", "'num_leaves' is 0, not at least 1.")]
    [InlineData("num_leaves=3\n", "", "'num_leaves' is missing, not at least 1.")]
    [InlineData("num_leaves=3", "num_leaves=2000000000", "'leaf_value' has 3 numbers, not 2000000000.")]
    [InlineData("num_leaves=3", "num_leaves=4000000000", "'num_leaves' is '4000000000', not a whole number of at least 0.")]
    [InlineData("split_feature=0 1", "split_feature=0", "'split_feature' has 1 numbers, not 2.")]
    [InlineData("split_feature=0 1", "split_feature=0 2", "'split_feature' has 2, of 2 features.")]
    [InlineData("split_feature=0 1", "split_feature=0 -1", "'split_feature' has -1, of 2 features.")]
    [InlineData("split_feature=0 1", "split_feature=0 x", "'split_feature' has 'x' at place 1, not a whole number.")]
    [InlineData("threshold=0.5 0", "threshold=nan 0", "'threshold' of node 0 is not a number.")]
    [InlineData("threshold=0.5 0", "threshold=0.5e 0", "'threshold' has '0.5e' at place 0, not a number.")]
    [InlineData("threshold=0.5 0", "threshold=0.5 1", "'threshold' of node 1 is 1, the set of 1 ('num_cat').")]
    [InlineData("decision_type=2 1", "decision_type=12 1", "'decision_type' of node 0 is 12, not one that LightGBM writes.")]
    [InlineData("left_child=1 -1", "left_child=2 -1", "a child is node 2 of 2.")]
    [InlineData("left_child=1 -1", "left_child=1 -4", "a child is leaf 3 of 3.")]
    [InlineData("left_child=1 -1", "left_child=0 -1", "node 0 is the child of two nodes, or of one below it.")]
    [InlineData("left_child=1 -1", "left_child=1 -2", "leaf 1 is the child of two nodes, or of one below it.")]
    [InlineData("left_child=1 -1", "left_child=-1 -3", "node 1 is no other node's child.")]
    [InlineData("leaf_value=1 2 3", "leaf_value=1 2 inf", "'leaf_value' has Infinity, which is no finite number.")]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=0 3", "'cat_boundaries' has 3 after 0, of 2 words in 'cat_threshold'.")]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=2 0", "'cat_boundaries' has 0 after 2, of 2 words in 'cat_threshold'.")]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=0", "'cat_boundaries' has 1 numbers, not 2.")]
    [InlineData("cat_threshold=5 1", "cat_threshold=5 4294967296", "'cat_threshold' has '4294967296' at place 1, not a whole number of 32 bits.")]
    [InlineData("decision_type=2 1", "decision type", "'decision type' is not a name and a value.")]
    [InlineData("Tree=1", "Tree=3", "the text calls it 'Tree=3'.")]
    [InlineData("3\ncat_boundaries=0 2\ncat_threshold=5 1\nis_linear=0", "3\ncat_boundaries=0 2\ncat_threshold=5 1\nis_linear=1", "its leaves are linear models ('linear_tree'), which are not supported; train without.")]
    public async Task A_tree_that_does_not_fit_is_refused_with_its_place_and_the_reason(string part, string other, string message) =>
        await AssertRefusedAsync(part, other, $"Tree 1 of the LightGBM model, from line 25: {message}");

    [Fact]
    public async Task A_text_that_ends_within_a_tree_is_refused()
    {
        string cut = s_text[..s_text.IndexOf("right_child=-2", StringComparison.Ordinal)];

        Assert.Contains("Tree 1 of the LightGBM model, from line 25: 'leaf_value' has 0 numbers, not 3.", await LightGbmRun.RefusalOfAsync(cut), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_ends_between_trees_is_refused()
    {
        string cut = s_text[..s_text.IndexOf("Tree=1", StringComparison.Ordinal)];

        Assert.Contains("counts 2 trees ('tree_sizes'); there are 1.", await LightGbmRun.RefusalOfAsync(cut), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_round_that_lacks_trees_is_refused()
    {
        string text = SmallLightGbm.Text("multiclass num_class:2", 2, SmallLightGbm.Leaf(0, "1"), SmallLightGbm.Leaf(1, "1"), SmallLightGbm.Leaf(2, "1"));

        Assert.Contains("has 3 trees, and rounds of 2 trees.", await LightGbmRun.RefusalOfAsync(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trees_that_are_deeper_than_runtimes_bear_are_refused()
    {
        const int Leaves = 3_000;
        string numbers = string.Join(' ', Enumerable.Repeat("0", Leaves - 1));
        string left = string.Join(' ', Enumerable.Range(1, Leaves - 2).Append(-1));
        string right = string.Join(' ', Enumerable.Range(0, Leaves - 1).Select(static node => -node - 2));
        string values = string.Join(' ', Enumerable.Repeat("0", Leaves));
        string text = SmallLightGbm.Text("regression", 1, SmallLightGbm.Tree(0, $"num_leaves={Leaves}\nnum_cat=0\nsplit_feature={numbers}\nthreshold={numbers}\ndecision_type={numbers}\nleft_child={left}\nright_child={right}\nleaf_value={values}\n"));

        Assert.Contains("it is deeper than 2000 nodes.", await LightGbmRun.RefusalOfAsync(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Categories_that_singles_cannot_tell_apart_are_refused()
    {
        string words = string.Concat(Enumerable.Repeat("0 ", 1 << 19)) + "2";

        Assert.Contains("'cat_threshold' has the category 16777217; float32 tells only those below 16777216 apart.", await LightGbmRun.RefusalOfAsync(SmallLightGbm.Set(words)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Categories_that_would_become_too_many_nodes_are_refused()
    {
        // Every other category is a member.
        string words = string.Join(' ', Enumerable.Repeat("2863311530", 131_073));

        Assert.Contains("its categories, with those of the trees before, are more than 2000000 intervals.", await LightGbmRun.RefusalOfAsync(SmallLightGbm.Set(words)), StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(string part, string other, string message)
    {
        int place = s_text.LastIndexOf(part, StringComparison.Ordinal);
        Assert.True(place >= 0);

        Assert.Contains(message, await LightGbmRun.RefusalOfAsync(string.Concat(s_text.AsSpan(0, place), other, s_text.AsSpan(place + part.Length))), StringComparison.Ordinal);
    }
}
