using RedisAi.Backends.Onnx;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Converting;

/// <summary><c>redisai convert</c> of models that become ONNX graphs: the file that comes out answers as the library in Python did.</summary>
public sealed class ConvertToOnnxTests
{
    private const int Pixels = 64;

    private static readonly string s_models = Path.Combine(TestData.Root, "samples", "Digits", "model");

    [Theory]
    [InlineData("xgboost.ubj", "label,probabilities")]
    [InlineData("scikit-learn.skops", "label,probabilities")]
    [InlineData("scikit-learn.skops", "probabilities,label", "--predict-function", "predict_proba")]
    [InlineData("lightgbm.txt", "probabilities")]
    [InlineData("lightgbm.txt", "label,probabilities", "--model-class", "lightgbm.sklearn.LGBMClassifier")]
    [InlineData("xgboost.ubj", "probabilities", "--model-class", "xgboost.core.Booster")]
    public async Task Answers_are_those_that_were_noted_beside_the_model(string file, string outputs, params string[] options)
    {
        using TemporaryFolder folder = new();
        string converted = folder["converted.onnx"];

        CliRun run = await CliRun.Of(["convert", Path.Combine(s_models, file), converted, .. options]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        await using RedisAiEngine ai = new(new OnnxBackend());
        ModelInfo info = await ai.Models.StoreAsync("m", ModelSource.FromFile(converted), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(outputs, string.Join(',', info.Signature.Outputs.Select(static output => output.Name)));
        using AiTensor expected = NpyFile.Load(Path.Combine(s_models, Path.ChangeExtension(file, ".out.npy")));
        using AiTensor pictures = NpyFile.Load(Path.Combine(s_models, "pictures.npy"));
        using AiTensor input = AiTensor.Create<float>([expected.Shape[0], Pixels], Array.ConvertAll(pictures.AsSpan<byte>().ToArray(), static pixel => (float)pixel));
        using ModelResult result = ai.Models["m"].Run([input]);
        AssertNear(expected.AsSpan<float>(), result["probabilities"].AsSpan<float>());
    }

    [Theory]
    [InlineData("xgboost", "regressor", "model.ubj")]
    [InlineData("sklearn_ensembles", "extra_regressor", "model.skops")]
    public async Task Regressor_gives_a_list_in_any_runtime_that_reads_the_file(params string[] file)
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Of("convert", TestData.Path(file), folder["converted.onnx"]);
        CliRun inspected = await CliRun.Of("inspect", folder["converted.onnx"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches("(?m)^output +prediction +float32 +\\[rows\\]$", run.Output);
        Assert.Matches("(?m)^output +prediction +float32 +\\[rows\\]$", inspected.Output);
        Assert.DoesNotContain("redisai.flat_outputs", inspected.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xgboost.ubj", "has 2 columns (a, b), but XGBoost's model takes 64", "--columns", "a,b")]
    [InlineData("scikit-learn.skops", "ModelClass is 'nonsense', but the archive holds a sklearn.pipeline.Pipeline", "--model-class", "nonsense")]
    public async Task Options_that_do_not_fit_are_told_and_nothing_is_written(string file, string told, params string[] options)
    {
        using TemporaryFolder folder = new();

        CliRun run = await CliRun.Of(["convert", Path.Combine(s_models, file), folder["converted.onnx"], .. options]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(told, run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static void AssertNear(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - 5e-6f, expected[i] + 5e-6f);
        }
    }
}
