using System.Text;
using RedisAi.Importers.LightGBM;
using RedisAi.Importers.Onnx;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>Models by chance, imported and run, against an evaluator that follows LightGBM's rules word for word.</summary>
public sealed class GeneratedLightGbmTests
{
    private const int Rows = 400;

    [Theory]
    [InlineData("regression")]
    [InlineData("regression sqrt")]
    [InlineData("regression_l1 sqrt")]
    [InlineData("huber")]
    [InlineData("fair")]
    [InlineData("quantile alpha:0.5")]
    [InlineData("mape")]
    [InlineData("poisson")]
    [InlineData("gamma")]
    [InlineData("tweedie tweedie_variance_power:1.5")]
    [InlineData("binary sigmoid:1")]
    [InlineData("binary sigmoid:0.3")]
    [InlineData("cross_entropy")]
    [InlineData("cross_entropy_lambda")]
    [InlineData("lambdarank")]
    [InlineData("rank_xendcg")]
    [InlineData("")]
    public async Task A_model_of_every_objective_gives_what_the_rules_say(string objective)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            await AssertGivesAsync(new RandomLightGbm(seed) { Objective = objective, Rounds = 1 + (seed * 3) });
        }
    }

    [Theory]
    [InlineData("multiclass num_class:4")]
    [InlineData("multiclassova num_class:4 sigmoid:1.5")]
    [InlineData("")]
    public async Task A_model_of_several_classes_gives_what_the_rules_say(string objective)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            await AssertGivesAsync(new RandomLightGbm(100 + seed) { Objective = objective, Targets = 4, Rounds = 1 + seed });
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Missing_values_of_each_kind_and_of_all_kinds_at_once_go_where_the_rules_say(int kind)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            await AssertGivesAsync(new RandomLightGbm(200 + seed) { Missing = kind, Categorical = 0, Features = 3, MaxLeaves = 31 });
        }
    }

    [Fact]
    public async Task Categories_that_are_negative_huge_unseen_or_have_fractions_go_where_the_rules_say()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            await AssertGivesAsync(new RandomLightGbm(300 + seed) { Categorical = 3, Features = 3, MaxLeaves = 24 });
        }
    }

    [Fact]
    public async Task A_random_forest_averages_its_trees()
    {
        await AssertGivesAsync(new RandomLightGbm(400) { Averages = true, Rounds = 20 });
        await AssertGivesAsync(new RandomLightGbm(401) { Averages = true, Rounds = 7, Targets = 3, Objective = "multiclass num_class:3" });
        await AssertGivesAsync(new RandomLightGbm(402) { Averages = true, Rounds = 150, Objective = "binary sigmoid:1" });
    }

    [Fact]
    public async Task Thousands_of_trees_keep_the_tolerance()
    {
        await AssertGivesAsync(new RandomLightGbm(500) { Rounds = 5000, MaxLeaves = 8, LeafScale = 0.05 });
        await AssertGivesAsync(new RandomLightGbm(501) { Rounds = 2000, MaxLeaves = 8, LeafScale = 0.02, Objective = "poisson" });
        await AssertGivesAsync(new RandomLightGbm(502) { Rounds = 100, MaxLeaves = 8, LeafScale = 0.1, Objective = "tweedie" });
    }

    [Fact]
    public async Task Ensembles_that_are_shared_out_among_operators_give_what_the_rules_say()
    {
        await AssertGivesAsync(new RandomLightGbm(510) { Rounds = 5500, MaxLeaves = 16, LeafScale = 0.05, Categorical = 0 }, rows: 100);
        await AssertGivesAsync(new RandomLightGbm(511) { Rounds = 60, MaxLeaves = 1500, Categorical = 0, Objective = "binary sigmoid:1", Averages = true }, rows: 100);
        await AssertGivesAsync(new RandomLightGbm(512) { Rounds = 20, MaxLeaves = 1500, Categorical = 0, Targets = 3, Objective = "multiclass num_class:3" }, rows: 100);
    }

    [Fact]
    public async Task A_model_that_only_has_leaves_gives_their_sum()
    {
        RandomLightGbm random = new(600) { MaxLeaves = 2, Rounds = 1 };
        string text = random.Text();
        Assert.Contains("num_leaves=1\n", Constant(text), StringComparison.Ordinal);

        await AssertGivesAsync(random, Constant(text));

        static string Constant(string text) => string.Concat(text.AsSpan(0, text.IndexOf("Tree=0", StringComparison.Ordinal)), "Tree=0\nnum_leaves=1\nnum_cat=0\nleaf_value=0.75\nshrinkage=1\n\n\nend of trees\n\n");
    }

    [Fact]
    public async Task A_large_tree_gives_what_the_rules_say() => await AssertGivesAsync(new RandomLightGbm(700) { MaxLeaves = 4000, Rounds = 3 });

    [Fact]
    public async Task Doubles_are_compared_as_doubles()
    {
        RandomLightGbm random = new(800) { MaxLeaves = 31, Rounds = 5 };
        string text = random.Text();
        LightGbmEvaluator evaluator = new(text);
        double[] thresholds = [.. evaluator.Thresholds];
        double[] table = [.. random.Table(evaluator, Rows).Select((value, i) => (i % 4) switch
        {
            0 => thresholds[i % thresholds.Length],
            1 => Math.BitIncrement(thresholds[i % thresholds.Length]),
            2 => Math.BitDecrement(thresholds[i % thresholds.Length]),
            _ => (double)value,
        })];
        OnnxGraph graph = new();
        LightGbmModel model = LightGbmText.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), 0, TestContext.Current.CancellationToken);
        string rows = graph.Input("X", OnnxElementType.Double, -1, random.Features);
        graph.Output("prediction", LightGbmGraph.AddAnswers(graph, model, rows, OnnxElementType.Double), OnnxElementType.Float, -1, 1);
        await using LightGbmRun run = await LightGbmRun.OfAsync(ModelSource.FromBytes(graph.Write("a test")));
        using AiTensor input = AiTensor.Create<double>([Rows, random.Features], table);
        using ModelResult result = run.Model.Run([input]);

        LightGbmAssert.Close([.. table.Chunk(random.Features).SelectMany(row => evaluator.Predict(row))], result.ToArray<float>(0));
    }

    private static Task AssertGivesAsync(RandomLightGbm random, int rows = Rows) => AssertGivesAsync(random, random.Text(), rows);

    private static async Task AssertGivesAsync(RandomLightGbm random, string text, int rows = Rows)
    {
        LightGbmEvaluator evaluator = new(text);
        float[] table = random.Table(evaluator, rows);
        double[] expected = [.. table.Chunk(random.Features).SelectMany(row => evaluator.Predict(row))];
        await using LightGbmRun run = await LightGbmRun.OfTextAsync(text);

        LightGbmAssert.Close(expected, run.Run<float>(table, random.Features));
    }
}
