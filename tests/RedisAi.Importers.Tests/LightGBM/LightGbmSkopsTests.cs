using RedisAi.FuzzHost;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>LightGBM's classes for scikit-learn, as skops keeps them.</summary>
public sealed class LightGbmSkopsTests
{
    private static readonly string s_binary = SmallLightGbm.Stump("0.5", 2, "binary sigmoid:1").Replace("leaf_value=1 2", "leaf_value=-1 2", StringComparison.Ordinal);
    private static readonly string[] s_words = ["no", "ja"];
    private static readonly float[] s_rows = [0, 0, 1, 0];

    [Fact]
    public async Task Labels_are_the_whole_numbers_that_the_encoder_has()
    {
        await using LightGbmRun run = await OpenAsync(LightGbmArchive.Of(LightGbmArchive.Classifier(s_binary, LightGbmArchive.Array("1.npy")), ("1.npy", new long[] { -5, 7 })));

        Assert.Equal("(X Float32[rows,2]) -> (label Int64[rows], probabilities Float32[rows,2])", run.Signature);
        Assert.Equal([-5L, 7L], run.Run<long>(s_rows, 2, "label"));
    }

    [Fact]
    public async Task Labels_are_the_texts_that_the_encoder_has()
    {
        await using LightGbmRun ofArray = await OpenAsync(LightGbmArchive.Of(LightGbmArchive.Classifier(s_binary, LightGbmArchive.Array("1.npy")), ("1.npy", s_words)));
        await using LightGbmRun ofObjects = await OpenAsync(LightGbmArchive.Of(LightGbmArchive.Classifier(s_binary, LightGbmArchive.Texts("nein", "größer"))));

        Assert.Equal("(X Float32[rows,2]) -> (label String[rows], probabilities Float32[rows,2])", ofArray.Signature);
        Assert.Equal(s_words, ofArray.RunTexts(s_rows, 2, "label"));
        Assert.Equal(["nein", "größer"], ofObjects.RunTexts(s_rows, 2, "label"));
    }

    [Theory]
    [InlineData("LGBMRegressor")]
    [InlineData("LGBMRanker")]
    public async Task A_regressor_and_a_ranker_give_predictions(string name)
    {
        await using LightGbmRun run = await OpenAsync(LightGbmArchive.Of(LightGbmArchive.Regressor(SmallLightGbm.Stump("0.5", 2), name: name)));

        Assert.Equal("(X Float32[rows,2]) -> (prediction Float32[rows])", run.Signature);
        Assert.Equal([1f, 2f], run.Run<float>(s_rows, 2));
    }

    [Fact]
    public async Task A_booster_gives_predictions()
    {
        await using LightGbmRun run = await OpenAsync(LightGbmArchive.Of(LightGbmArchive.Booster(s_binary, 0)));

        Assert.Equal("(X Float32[rows,2]) -> (prediction Float32[rows])", run.Signature);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(-1, 5)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(9, 5)]
    public async Task What_stopped_early_uses_the_rounds_up_to_the_best(int best, int rounds)
    {
        RandomLightGbm random = new(9) { Rounds = 5, Averages = true };
        string text = random.Text();
        LightGbmEvaluator evaluator = new(text);
        float[] table = random.Table(evaluator, 100);
        await using LightGbmRun run = await OpenAsync(LightGbmArchive.Of(LightGbmArchive.Regressor(text, best)));

        LightGbmAssert.Close([.. table.Chunk(random.Features).SelectMany(row => evaluator.Predict(row, rounds))], run.Run<float>(table, random.Features));
    }

    [Fact]
    public async Task Probabilities_come_first_where_they_are_asked_for()
    {
        byte[] archive = LightGbmArchive.Of(LightGbmArchive.Classifier(s_binary, LightGbmArchive.Texts("a", "b")));
        await using LightGbmRun run = await LightGbmRun.OfAsync(ModelSource.FromBytes(archive), function: "predict_proba");

        Assert.Equal("(X Float32[rows,2]) -> (probabilities Float32[rows,2], label String[rows])", run.Signature);
    }

    [Fact]
    public async Task Within_a_pipeline_of_scikit_learn_a_classifier_gets_what_the_steps_before_give()
    {
        string scaler = LightGbmArchive.Object("StandardScaler", "sklearn.preprocessing._data", new()
        {
            ["n_features_in_"] = LightGbmArchive.Scalar(2),
            ["mean_"] = LightGbmArchive.Array("mean.npy"),
            ["scale_"] = LightGbmArchive.Array("scale.npy"),
        });
        string pipeline = LightGbmArchive.Pipeline(scaler, LightGbmArchive.Classifier(s_binary, LightGbmArchive.Texts("a", "b")));
        await using LightGbmRun run = await OpenAsync(LightGbmArchive.Of(pipeline, ("mean.npy", new double[] { 100, 0 }), ("scale.npy", new double[] { 10, 1 })));

        // 0.5 after scaling is 105 before.
        Assert.Equal("(X Float32[rows,2]) -> (label String[rows], probabilities Float32[rows,2])", run.Signature);
        Assert.Equal(["a", "b", "a"], run.RunTexts([105, 0, 106, 0, float.NaN, 0], 2, "label"));
    }

    [Fact]
    public async Task A_pipeline_may_begin_with_a_classifier()
    {
        string pipeline = LightGbmArchive.Pipeline(LightGbmArchive.Scalar("passthrough"), LightGbmArchive.Classifier(s_binary, LightGbmArchive.Texts("a", "b")));
        await using LightGbmRun run = await OpenAsync(LightGbmArchive.Of(pipeline));

        Assert.Equal(["a", "b"], run.RunTexts(s_rows, 2, "label"));
    }

    [Fact]
    public async Task Classes_that_are_not_those_of_the_model_are_refused() =>
        await AssertRefusedAsync(LightGbmArchive.Classifier(s_binary, LightGbmArchive.Texts("a", "b", "c")), "The LightGBM classifier has 3 classes, but its model is for 2.");

    [Fact]
    public async Task What_was_not_fitted_is_refused() =>
        await AssertRefusedAsync(LightGbmArchive.Object("LGBMRegressor", "lightgbm.sklearn", []), "has no '_Booster'. Was the model fitted before it was saved?");

    [Fact]
    public async Task A_booster_without_its_text_is_refused() =>
        await AssertRefusedAsync(LightGbmArchive.Object("Booster", "lightgbm.basic", []), "has no '_handle' with the model's text.");

    [Fact]
    public async Task Other_classes_of_LightGBM_are_refused_by_name() =>
        await AssertRefusedAsync(LightGbmArchive.Regressor(s_binary, name: "DaskLGBMRegressor"), "The class lightgbm.sklearn.DaskLGBMRegressor is not supported");

    [Fact]
    public async Task Damaged_archives_are_refused_or_run()
    {
        Mutator mutator = new(20,
        [
            LightGbmArchive.Of(LightGbmArchive.Classifier(new RandomLightGbm(5) { Objective = "binary sigmoid:1" }.Text(), LightGbmArchive.Array("1.npy")), ("1.npy", new long[] { 0, 1 })),
            LightGbmArchive.Of(LightGbmArchive.Classifier(s_binary, LightGbmArchive.Texts("a", "b"))),
        ]);
        int refused = 0;
        for (int i = 0; i < 2_000; i++)
        {
            try
            {
                await using LightGbmRun run = await OpenAsync(mutator.Damage(i));
                Assert.NotEmpty(run.Model.Signature.Outputs);
            }
            catch (ModelLoadException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 500, 2_000);
    }

    private static Task<LightGbmRun> OpenAsync(byte[] archive) => LightGbmRun.OfAsync(ModelSource.FromBytes(archive));

    private static async Task AssertRefusedAsync(string root, string message)
    {
        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => OpenAsync(LightGbmArchive.Of(root)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
