using System.Text;
using RedisAi.Importers.LightGBM;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>Small models whose answers are known without a computer.</summary>
public sealed class LightGbmImporterTests
{
    private const string Zero = "1.0000000180025095e-35";
    private const float Tiny = 1e-35f;

    [Theory]
    [InlineData(0, 2f)] // Nothing is missing: NaN is a zero, and that is not at most -0.5.
    [InlineData(2, 2f)]
    [InlineData(4, 2f)] // A zero is missing, and so is NaN: right by default,
    [InlineData(6, 1f)] // or left by default.
    [InlineData(8, 2f)]
    [InlineData(10, 1f)]
    public async Task NaN_goes_where_the_kind_of_missing_values_says(int decision, float expected) =>
        await AssertGivesAsync([expected], SmallLightGbm.Stump("-0.5", decision), float.NaN);

    [Fact]
    public async Task A_value_exactly_on_a_threshold_goes_left() =>
        await AssertGivesAsync([1f, 1f, 2f], SmallLightGbm.Stump("0.5", 2), MathF.BitDecrement(0.5f), 0.5f, MathF.BitIncrement(0.5f));

    [Fact]
    public async Task A_threshold_between_two_floats_parts_them() =>
        await AssertGivesAsync([1f, 2f], SmallLightGbm.Stump("0.10000000000000001", 2), MathF.BitDecrement(0.1f), 0.1f);

    [Fact]
    public async Task Values_up_to_1e_35_are_zeros()
    {
        await AssertGivesAsync([1f, 1f, 1f, 1f, 2f, 1f], SmallLightGbm.Stump(Zero, 2), 0, Tiny, -Tiny, 1e-40f, MathF.BitIncrement(Tiny), -1);
        await AssertGivesAsync([2f, 2f, 2f, 2f, 1f, 2f], SmallLightGbm.Stump("-" + Zero, 2), 0, Tiny, -Tiny, -1e-40f, MathF.BitDecrement(-Tiny), 1);
        await AssertGivesAsync([1f, 1f, 1f, 2f], SmallLightGbm.Stump("0", 2), 0, Tiny, -Tiny, MathF.BitIncrement(Tiny));
    }

    [Fact]
    public async Task Zeros_that_are_missing_go_to_the_default_side()
    {
        await AssertGivesAsync([2f, 2f, 2f, 1f, 2f, 2f], SmallLightGbm.Stump("1", 4), 0, Tiny, -Tiny, 0.5f, 1.5f, float.NaN);
        await AssertGivesAsync([1f, 1f, 1f, 1f, 2f, 1f], SmallLightGbm.Stump("-1", 6), 0, Tiny, -Tiny, -1.5f, 0.5f, float.NaN);
    }

    [Fact]
    public async Task Infinities_are_compared() =>
        await AssertGivesAsync([1f, 2f], SmallLightGbm.Stump("1e300", 0), float.NegativeInfinity, float.PositiveInfinity);

    [Fact]
    public async Task A_member_goes_left_and_everything_else_right()
    {
        // 5 is 0 and 2; the second word's 1 is 32.
        float[] values = [0, 2, 32, 1, 31, 33, -1, -3, 64, 1e20f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];

        await AssertGivesAsync([1f, 1f, 1f, 2f, 2f, 2f, 2f, 2f, 2f, 2f, 2f, 2f, 2f], SmallLightGbm.Set("5 1"), values);
    }

    [Fact]
    public async Task Fractions_of_categories_are_cut_off_toward_zero() =>
        await AssertGivesAsync([1f, 1f, 1f, 2f, 1f, 2f], SmallLightGbm.Set("5"), -0.99f, 0.99f, 2.5f, 1.99f, 2.9999998f, 3);

    [Fact]
    public async Task Trees_of_one_leaf_are_added()
    {
        await AssertGivesAsync([2.5f], SmallLightGbm.Text("regression", 1, SmallLightGbm.Leaf(0, "2"), SmallLightGbm.Leaf(1, "0.5")), 0);
        await AssertGivesAsync([0f], SmallLightGbm.Text("regression", 1), 0);
    }

    [Fact]
    public async Task Text_with_the_line_ends_of_Windows_is_read() =>
        await AssertGivesAsync([1f, 2f], SmallLightGbm.Stump("0.5", 2).Replace("\n", "\r\n", StringComparison.Ordinal), 0, 1);

    [Fact]
    public async Task Text_of_an_older_version_without_sizes_is_read()
    {
        string text = SmallLightGbm.Stump("0.5", 2).Replace("version=v4", "version=v2", StringComparison.Ordinal).Replace("end of trees\n", "", StringComparison.Ordinal);
        string old = string.Join('\n', text.Split('\n').Where(static line => !line.StartsWith("tree_sizes", StringComparison.Ordinal) && !line.StartsWith("is_linear", StringComparison.Ordinal)));

        await AssertGivesAsync([1f, 2f], old, 0, 1);
    }

    [Fact]
    public async Task Inputs_and_outputs_are_in_the_signature()
    {
        await using LightGbmRun run = await LightGbmRun.OfTextAsync(SmallLightGbm.Set("5"));

        Assert.Equal("(X Float32[rows,2]) -> (prediction Float32[rows])", run.Signature);
    }

    [Fact]
    public void Names_of_features_the_objective_and_the_categories_of_pandas_go_into_the_graph()
    {
        string text = SmallLightGbm.Set("5").Replace("pandas_categorical:null", "pandas_categorical:[[\"a\", \"b\"]]", StringComparison.Ordinal);
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        LightGbmModel model = LightGbmText.Read(stream, 0, TestContext.Current.CancellationToken);
        string graph = Encoding.UTF8.GetString(LightGbmAnswers.Write(model, null, null, new ImportOptions()).Span);

        Assert.Contains("age=years\ngröße", graph, StringComparison.Ordinal);
        Assert.Contains("[[\"a\", \"b\"]]", graph, StringComparison.Ordinal);
        Assert.Equal("regression", model.Header.Objective.Name);
    }

    [Fact]
    public async Task A_text_that_only_begins_like_a_model_is_not_taken()
    {
        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(async () => await LightGbmRun.OfAsync(ModelSource.FromBytes(Encoding.UTF8.GetBytes("tree\nleaf=v4\n"))));

        Assert.Contains("Neither the backends", error.Message, StringComparison.Ordinal);
    }

    private static async Task AssertGivesAsync(float[] expected, string text, params float[] values)
    {
        await using LightGbmRun run = await LightGbmRun.OfTextAsync(text);

        Assert.Equal(expected, run.Run<float>([.. values.SelectMany(static value => (float[])[value, 0])], 2));
    }
}
