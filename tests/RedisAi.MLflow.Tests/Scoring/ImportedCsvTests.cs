using System.Buffers;
using System.Text;
using RedisAi.Backends.Onnx;
using RedisAi.Importers;
using RedisAi.MLflow.Scoring;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Scoring;

/// <summary>Tables in CSV for imported models: columns by the names of the file, against what the library answers.</summary>
public sealed class ImportedCsvTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("xgboost")]
    [InlineData("sklearn")]
    public async Task Columns_go_in_by_the_names_of_the_file(string library)
    {
        NamedModel model = NamedModel.Of(library);
        string[] reversed = [.. model.Names.Reverse()];

        foreach (string request in new[] { model.Csv(model.Names), model.Csv(reversed), model.Csv(["more", .. reversed]) })
        {
            FeatureNameTests.AssertAnswer(model, await AskAsync(model.Folder(), request));
            FeatureNameTests.AssertAnswer(model, await AskAsync(model.Folder(reversed), request));
        }
    }

    [Theory]
    [InlineData("xgboost")]
    [InlineData("sklearn")]
    public async Task Column_that_is_missing_is_named(string library)
    {
        NamedModel model = NamedModel.Of(library);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => AskAsync(model.Folder(), model.Csv(model.Names[1..])));

        Assert.StartsWith($"The model is missing inputs: '{model.Names[0]}'.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("city,age\nRom,\n,60\n")]
    [InlineData("age,more,city\nNaN,x,Rom\n60,y,NA\n")]
    public async Task Words_for_what_is_missing_stand_for_missing_texts_as_for_numbers(string request)
    {
        ModelFolder folder = new("flavors:\n  sklearn: {pickled_model: model.skops, serialization_format: skops}\n  python_function: {loader_module: mlflow.sklearn, predict_fn: predict_proba}\n");
        folder.Copy("skops/table-dropped/model.skops", "model.skops");
        using AiTensor truth = NpyFile.Load(TestData.Path("skops", "table-dropped", "out.probabilities.npy"));

        string answer = await AskAsync(folder, request);

        double[] expected = [.. truth.AsSpan<double>()[6..8], .. truth.AsSpan<double>()[12..14]];
        FeatureNameTests.AssertNear(Array.ConvertAll(expected, static share => (float)share), answer, 1e-5f);
    }

    private static async Task<string> AskAsync(ModelFolder folder, string csv)
    {
        using (folder)
        {
            MlflowModelFolder opened = MlflowModelFolder.Open(folder.Path);
            await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
            await ai.Models.StoreAsync("m", opened.Source, opened.CreateOptions(), Token);
            Scorer scorer = new(ai.Models["m"], new FixedContract(opened.Contract));
            ScoringPlan plan = scorer.Plan;
            ScoringCall call = scorer.Begin(plan, Encoding.UTF8.GetBytes(csv), BodyFormat.Csv, options: null, Token);
            InferenceAttempt attempt = await call.Attempt;
            using ModelResult result = attempt.Result;
            ArrayBufferWriter<byte> answer = new();
            Predictions.Write(answer, plan, result, call.IsUnwrapped);
            return Encoding.UTF8.GetString(answer.WrittenSpan);
        }
    }
}
