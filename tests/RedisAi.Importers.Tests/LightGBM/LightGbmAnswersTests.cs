namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>What the outputs are, by the class of Python and the function that is asked for.</summary>
public sealed class LightGbmAnswersTests
{
    private const string Classifier = "lightgbm.sklearn.LGBMClassifier";

    [Theory]
    [InlineData(null)]
    [InlineData("lightgbm.basic.Booster")]
    [InlineData("lightgbm.sklearn.LGBMRegressor")]
    [InlineData("lightgbm.sklearn.LGBMRanker")]
    public async Task A_booster_a_regressor_and_a_ranker_give_predictions(string? modelClass)
    {
        await using LightGbmRun run = await LightGbmRun.OfTextAsync(SmallLightGbm.Stump("0.5", 2, "binary sigmoid:1"), modelClass, "predict");

        Assert.Equal("(X Float32[rows,2]) -> (prediction Float32[rows])", run.Signature);
        LightGbmAssert.Close([1 / (1 + Math.Exp(-1)), 1 / (1 + Math.Exp(-2))], run.Run<float>([0, 0, 1, 0], 2));
    }

    [Fact]
    public async Task A_classifier_of_two_classes_gives_labels_and_both_probabilities()
    {
        string text = SmallLightGbm.Stump("0.5", 2, "binary sigmoid:1").Replace("leaf_value=1 2", "leaf_value=-1 2", StringComparison.Ordinal);
        await using LightGbmRun run = await LightGbmRun.OfTextAsync(text, Classifier);
        float[] rows = [0, 0, 1, 0];

        Assert.Equal("(X Float32[rows,2]) -> (label Int64[rows], probabilities Float32[rows,2])", run.Signature);
        Assert.Equal([0L, 1L], run.Run<long>(rows, 2, "label"));
        LightGbmAssert.Close([1 / (1 + Math.Exp(-1)), 1 / (1 + Math.Exp(1)), 1 / (1 + Math.Exp(2)), 1 / (1 + Math.Exp(-2))], run.Run<float>(rows, 2, "probabilities"));
    }

    [Fact]
    public async Task A_probability_of_a_half_is_of_the_first_class()
    {
        string text = SmallLightGbm.Text("binary sigmoid:1", 1, SmallLightGbm.Leaf(0, "0"));
        await using LightGbmRun run = await LightGbmRun.OfTextAsync(text, Classifier);

        Assert.Equal([0L], run.Run<long>([0, 0], 2, "label"));
    }

    [Theory]
    [InlineData("multiclass num_class:3")]
    [InlineData("multiclassova num_class:3 sigmoid:1")]
    public async Task A_classifier_of_several_classes_gives_labels_and_probabilities(string objective)
    {
        RandomLightGbm random = new(1) { Objective = objective, Targets = 3, Rounds = 5 };
        string text = random.Text();
        LightGbmEvaluator evaluator = new(text);
        float[] table = random.Table(evaluator, 300);
        double[] probabilities = [.. table.Chunk(random.Features).SelectMany(row => evaluator.Predict(row))];
        await using LightGbmRun run = await LightGbmRun.OfTextAsync(text, Classifier);

        Assert.Equal("(X Float32[rows,6]) -> (label Int64[rows], probabilities Float32[rows,3])", run.Signature);
        LightGbmAssert.Labels(probabilities, run.Run<long>(table, random.Features, "label"));
        LightGbmAssert.Close(probabilities, run.Run<float>(table, random.Features, "probabilities"));
    }

    [Fact]
    public async Task A_booster_of_several_classes_gives_probabilities()
    {
        await using LightGbmRun run = await LightGbmRun.OfTextAsync(new RandomLightGbm(2) { Objective = "multiclass num_class:3", Targets = 3 }.Text());

        Assert.Equal("(X Float32[rows,6]) -> (probabilities Float32[rows,3])", run.Signature);
    }

    [Fact]
    public async Task Probabilities_come_first_where_they_are_asked_for()
    {
        await using LightGbmRun run = await LightGbmRun.OfTextAsync(SmallLightGbm.Stump("0.5", 2, "binary sigmoid:1"), Classifier, "predict_proba");

        Assert.Equal("(X Float32[rows,2]) -> (probabilities Float32[rows,2], label Int64[rows])", run.Signature);
    }

    [Fact]
    public async Task A_classifier_with_an_objective_of_its_own_gives_sums()
    {
        await using LightGbmRun run = await LightGbmRun.OfTextAsync(SmallLightGbm.Stump("0.5", 2, "custom"), Classifier);

        Assert.Equal("(X Float32[rows,2]) -> (prediction Float32[rows])", run.Signature);
    }

    [Theory]
    [InlineData("lightgbm.sklearn.LGBMRegressor", "predict_proba", "LightGBM's LGBMRegressor has no 'predict_proba'.")]
    [InlineData(null, "decision_function", "LightGBM's Booster has no 'decision_function'.")]
    [InlineData(Classifier, "transform", "LightGBM's LGBMClassifier has no 'transform'.")]
    public async Task A_function_that_the_class_lacks_is_refused(string? modelClass, string function, string message) =>
        Assert.Contains(message, await LightGbmRun.RefusalOfAsync(SmallLightGbm.Stump("0.5", 2, "binary sigmoid:1"), modelClass, function), StringComparison.Ordinal);
}
