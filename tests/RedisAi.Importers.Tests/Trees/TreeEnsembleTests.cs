using RedisAi.Backends.Onnx;
using RedisAi.Importers.Onnx;
using RedisAi.Importers.Trees;

namespace RedisAi.Importers.Tests.Trees;

/// <summary>Trees run in ONNX Runtime as they were built.</summary>
public sealed class TreeEnsembleTests
{
    private const float Above = 1.0000001f;
    private const float Below = 0.99999994f;

    [Theory]
    [InlineData(TreeSum.Single)]
    [InlineData(TreeSum.Double)]
    internal async Task A_value_exactly_on_a_threshold_goes_as_the_rule_says(TreeSum sum)
    {
        await AssertGivesAsync([1f, 0f, 0f, 0f], Stump(TreeRule.LessThan, 1, false), [Below, 1f, Above, float.NaN], sum);
        await AssertGivesAsync([1f, 1f, 0f, 0f], Stump(TreeRule.LessOrEqual, 1, false), [Below, 1f, Above, float.NaN], sum);
        await AssertGivesAsync([1f, 1f, 0f, 1f], Stump(TreeRule.LessOrEqual, 1, true), [Below, 1f, Above, float.NaN], sum);
    }

    [Theory]
    [InlineData(TreeSum.Single)]
    [InlineData(TreeSum.Double)]
    internal async Task A_threshold_between_two_floats_parts_them(TreeSum sum)
    {
        double between = 1 + 1e-9;

        await AssertGivesAsync([1f, 1f, 0f], Stump(TreeRule.LessThan, between, false), [Below, 1f, Above], sum);
        await AssertGivesAsync([1f, 1f, 0f], Stump(TreeRule.LessOrEqual, between, false), [Below, 1f, Above], sum);
        await AssertGivesAsync([1f, 0f, 0f], Stump(TreeRule.LessThan, 1 - 1e-9, false), [Below, 1f, Above], sum);
        await AssertGivesAsync([1f, 0f, 0f], Stump(TreeRule.LessOrEqual, 1 - 1e-9, false), [Below, 1f, Above], sum);
    }

    [Fact]
    public async Task Thresholds_beyond_all_floats_and_infinite_ones_part_infinities_from_the_rest()
    {
        float[] values = [float.NegativeInfinity, float.MinValue, 0, float.MaxValue, float.PositiveInfinity];

        await AssertGivesAsync([1f, 1f, 1f, 1f, 0f], Stump(TreeRule.LessThan, 1e300, false), values);
        await AssertGivesAsync([1f, 1f, 1f, 1f, 0f], Stump(TreeRule.LessOrEqual, 1e300, false), values);
        await AssertGivesAsync([1f, 1f, 1f, 1f, 1f], Stump(TreeRule.LessOrEqual, double.PositiveInfinity, false), values);
        await AssertGivesAsync([1f, 0f, 0f, 0f, 0f], Stump(TreeRule.LessOrEqual, -1e300, false), values);
        await AssertGivesAsync([0f, 0f, 0f, 0f, 0f], Stump(TreeRule.LessThan, double.NegativeInfinity, false), values);
    }

    [Fact]
    public async Task Rules_of_both_kinds_share_a_tree()
    {
        TreeEnsemble trees = new(1);
        trees.BeginTree();
        int root = trees.Branch(0, TreeRule.LessThan, 1, false);
        int right = trees.Branch(0, TreeRule.LessOrEqual, 1, false);
        trees.Connect(root, trees.Leaf(0, 1), right);
        trees.Connect(right, trees.Leaf(0, 2), trees.Leaf(0, 3));
        trees.BeginTree();
        int never = trees.Branch(0, TreeRule.LessThan, double.NegativeInfinity, false);
        trees.Connect(never, trees.Leaf(0, 100), trees.Leaf(0, 0));

        await AssertGivesAsync([1f, 2f, 3f, 1f], trees, [Below, 1f, Above, float.NegativeInfinity]);
    }

    [Theory]
    [InlineData(false, false, TreeRule.LessThan)]
    [InlineData(true, false, TreeRule.LessThan)]
    [InlineData(false, true, TreeRule.LessOrEqual)]
    [InlineData(true, true, TreeRule.LessOrEqual)]
    internal async Task A_membership_is_what_a_set_says(bool missingGoesTrue, bool truncates, TreeRule other)
    {
        Random random = new(7);
        float[] values = [.. Enumerable.Range(-30, 160).Select(i => i * 0.5f), float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0.99999994f, 2.9999998f, 1e9f];
        for (int round = 0; round < 40; round++)
        {
            int[] first = [.. Enumerable.Range(0, random.Next(1, 60)).Where(_ => random.Next(3) > 0)];
            int[] second = [.. Enumerable.Range(0, random.Next(1, 40)).Where(_ => random.Next(2) > 0).Reverse()];
            TreeEnsemble trees = new(1);
            trees.BeginTree();
            int root = trees.Member(0, first, missingGoesTrue, truncates);
            int left = trees.Member(0, second, missingGoesTrue, truncates);
            int right = trees.Member(0, second, missingGoesTrue, truncates);
            int low = trees.Branch(0, other, 17, missingGoesTrue);
            trees.Connect(root, left, right);
            trees.Connect(left, trees.Leaf(0, 1), trees.Leaf(0, 2));
            trees.Connect(right, trees.Leaf(0, 3), low);
            trees.Connect(low, trees.Leaf(0, 4), trees.Leaf(0, 5));
            float[] expected = [.. values.Select(value => In(first, value) ? In(second, value) ? 1f : 2f
                : In(second, value) ? 3f
                : float.IsNaN(value) ? missingGoesTrue ? 4f : 5f
                : (other == TreeRule.LessThan ? value < 17 : value <= 17) ? 4f : 5f)];

            await AssertGivesAsync(expected, trees, values);
        }

        bool In(int[] members, float value) => float.IsNaN(value) ? missingGoesTrue
            : (truncates ? value > -1 : value >= 0) && value < 1e6 && members.Contains((int)value);
    }

    [Fact]
    public async Task Leaves_for_one_target_and_for_all_are_added_to_base_values()
    {
        TreeEnsemble trees = new(2);
        trees.BeginTree();
        int root = trees.Branch(0, TreeRule.LessThan, 1, false);
        trees.Connect(root, trees.Leaf(1, 5), trees.Leaf([7, 8]));
        trees.BeginTree();
        trees.Leaf(0, 0.5);

        await AssertGivesAsync([100.5f, 205f, 107.5f, 208f], trees, [0, 1], TreeSum.Single, 100, 200);
        await AssertGivesAsync([100.5f, 205f, 107.5f, 208f], trees, [0, 1], TreeSum.Double, 100, 200);
    }

    [Fact]
    public async Task Sums_in_double_lose_nothing_that_floats_would()
    {
        TreeEnsemble trees = new(1);
        foreach (double value in (double[])[1e9, 0.125, -1e9])
        {
            trees.BeginTree();
            trees.Leaf(0, value);
        }

        await AssertGivesAsync([0.125f], trees, [0], TreeSum.Double);
    }

    private static TreeEnsemble Stump(TreeRule rule, double threshold, bool missingGoesTrue)
    {
        TreeEnsemble trees = new(1);
        trees.BeginTree();
        int root = trees.Branch(0, rule, threshold, missingGoesTrue);
        trees.Connect(root, trees.Leaf(0, 1), trees.Leaf(0, 0));
        return trees;
    }

    private static async Task AssertGivesAsync(float[] expected, TreeEnsemble trees, float[] values, TreeSum sum = TreeSum.Single, params double[] baseValues)
    {
        OnnxGraph graph = new();
        string x = graph.Input("X", OnnxElementType.Float, -1, 1);
        graph.Output("prediction", trees.AddTo(graph, x, sum, baseValues), OnnxElementType.Float, -1, trees.Targets);
        await using RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync("m", ModelSource.FromBytes(graph.Write("a test")));
        using AiTensor input = AiTensor.Create<float>([values.Length, 1], values);
        Assert.True(ai.Models.TryGet("m", out IModel? model));
        using ModelResult result = model.Run([input]);
        Assert.Equal(expected, result["prediction"].ToArray<float>());
    }
}
