using RedisAi.Backends.Onnx;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Models of scikit-learn as skops writes them, against Python's own answers: each folder of <c>$REDISAI_FIXTURES/skops</c>, and the sklearn ones of <c>models</c>.</summary>
public sealed class SkopsFixtureTests
{
    /// <summary>What is read once the classes of trees, kernels and the like are there.</summary>
    private static readonly string[] s_notYet =
    [
        "AdaBoostClassifier", "AdaBoostRegressor", "BernoulliNB", "DecisionTreeClassifier", "DecisionTreeRegressor", "ExtraTreesClassifier", "ExtraTreesRegressor", "GaussianNB",
        "GradientBoostingClassifier", "GradientBoostingRegressor", "HistGradientBoostingClassifier", "HistGradientBoostingRegressor", "IsolationForest", "KMeans", "MiniBatchKMeans",
        "KNeighborsClassifier", "KNeighborsRegressor", "MLPClassifier", "MLPRegressor", "RandomForestClassifier", "RandomForestRegressor", "SVC", "SVR", "VotingClassifier",
    ];

    public static TheoryData<string> Names => [.. SkopsCase.Names().DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_row_is_answered_as_Python_answers_it(string name)
    {
        Assert.SkipWhen(name.Length == 0, "REDISAI_FIXTURES does not name a folder with models.");
        SkopsCase fixture = SkopsCase.Load(name);
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);

        Assert.NotEmpty(fixture.Outputs);
        foreach (string output in fixture.Outputs.Keys)
        {
            await AssertOutput(ai, fixture, output);
        }
    }

    private static async Task AssertOutput(RedisAiEngine ai, SkopsCase fixture, string output)
    {
        string? function = output switch
        {
            "scores" => "decision_function",
            "transformed" or "distances" => "transform",
            "probabilities" => "predict_proba",
            _ => null,
        };
        ModelOptions options = new ModelOptions().ConfigureImport(import => import.PredictFunction = function);
        ModelInfo info = await Store(ai, fixture, options);
        AiTensor[] inputs = fixture.LoadInputs(info.Signature);
        try
        {
            Assert.True(ai.Models.TryGet("m", out IModel? model));
            using ModelResult result = model.Run(inputs);
            using AiTensor theirs = NpyFile.Load(fixture.Outputs[output]);
            if (info.Signature.Outputs[0].Name == "label" && output == "label")
            {
                using AiTensor? scores = LoadScores(fixture);
                PythonAnswers.AssertLabels(theirs, result["label"], scores);
            }
            else
            {
                // The first output is the one that the function gives.
                PythonAnswers.AssertClose(theirs, result[0], output);
            }
        }
        finally
        {
            Array.ForEach(inputs, static input => input.Dispose());
        }
    }

    private static async Task<ModelInfo> Store(RedisAiEngine ai, SkopsCase fixture, ModelOptions options)
    {
        try
        {
            return await ai.Models.StoreAsync("m", ModelSource.FromFile(fixture.ModelPath), options);
        }
        catch (ModelLoadException error) when (Array.Find(s_notYet, name => error.Message.Contains($".{name} is not supported", StringComparison.Ordinal)) is { } name)
        {
            Assert.Skip($"{name} is not read yet.");
            throw;
        }
    }

    private static AiTensor? LoadScores(SkopsCase fixture) =>
        fixture.Outputs.TryGetValue("probabilities", out string? file) || fixture.Outputs.TryGetValue("scores", out file) ? NpyFile.Load(file) : null;
}
