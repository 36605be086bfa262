using System.Text.Json;
using RedisAi.Conformance;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>Models that LightGBM made and MLflow keeps, against LightGBM's own answers. A folder is one of them where its MLmodel says so.</summary>
public sealed class LightGbmFixtureTests
{
    private static string? Root => Environment.GetEnvironmentVariable("REDISAI_FIXTURES");

    public static TheoryData<string> Answered => [.. Models("models", "mlflow").DefaultIfEmpty("")];

    public static TheoryData<string> Kept => [.. Models(Path.Combine("mlflow", "models"), "").DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task A_real_model_gives_the_answers_of_LightGBM(string folder)
    {
        Assert.SkipWhen(folder.Length == 0, "REDISAI_FIXTURES names no folder with models of LightGBM.");
        await using LightGbmRun run = await OpenAsync(Path.Combine(folder, "mlflow"));
        using JsonDocument description = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "case.json"), TestContext.Current.CancellationToken));
        using AiTensor rows = NpyFile.Load(Path.Combine(folder, "in.X.npy"));
        using ModelResult result = run.Model.Run([rows]);
        double[]? probabilities = null;
        foreach (JsonProperty output in description.RootElement.GetProperty("outputs").EnumerateObject().Reverse().Where(static output => !output.Name.StartsWith("onnx.", StringComparison.Ordinal)))
        {
            string file = Path.Combine(folder, $"out.{output.Name}.npy");
            Assert.Equal(output.Value[1].EnumerateArray().Select(static axis => axis.GetInt64()), result[output.Name].Shape.Dimensions.ToArray());
            if (output.Name == "label")
            {
                AssertLabels(file, result[output.Name], probabilities);
                continue;
            }

            using AiTensor expected = NpyFile.Load(file);
            double[] numbers = TensorComparison.ToDoubles(expected);
            LightGbmAssert.Close(numbers, result.ToArray<float>(output.Name));
            probabilities = output.Name == "probabilities" ? numbers : probabilities;
        }
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task A_model_in_a_folder_of_MLflow_is_imported(string folder)
    {
        Assert.SkipWhen(folder.Length == 0, "REDISAI_FIXTURES names no folder with models of LightGBM.");
        await using LightGbmRun run = await OpenAsync(folder);
        int features = (int)run.Model.Signature.Inputs[0].Shape[1];

        Assert.True(run.Run<float>(new float[3 * features], features, run.Model.Signature.Outputs[^1].Name).Length >= 3);
    }

    /// <summary>Where two classes are as likely, either may be chosen, which only numbers of classes can show.</summary>
    private static void AssertLabels(string file, AiTensor actual, double[]? probabilities)
    {
        if (actual.DataType == TensorDataType.String)
        {
            using AiTensor texts = NpyFile.Load(file);
            Assert.Equal(texts.AsStrings().ToArray(), actual.AsStrings().ToArray());
            return;
        }

        using AiTensor expected = NpyFile.Load(file);
        double[] theirs = TensorComparison.ToDoubles(expected);
        double[] ours = TensorComparison.ToDoubles(actual);
        int classes = (probabilities?.Length ?? 0) / ours.Length;
        for (int row = 0; row < ours.Length; row++)
        {
            double[] two = [.. (probabilities ?? []).Skip(row * classes).Take(classes).OrderDescending().Take(2)];
            Assert.True(ours[row].Equals(theirs[row]) || (two.Length == 2 && two[0] - two[1] < 2e-5), $"Row {row} is of class {ours[row]}, not {theirs[row]}.");
        }
    }

    private static Task<LightGbmRun> OpenAsync(string folder) =>
        LightGbmRun.OfAsync(ModelSource.FromFile(Path.Combine(folder, ValueOf(folder, "data")!)), ValueOf(folder, "model_class"));

    private static IEnumerable<string> Models(string below, string within) => Root is { Length: > 0 } root && Directory.Exists(Path.Combine(root, below))
        ? Directory.EnumerateDirectories(Path.Combine(root, below)).Where(folder => ValueOf(Path.Combine(folder, within), "model_class")?.StartsWith("lightgbm.", StringComparison.Ordinal) == true).Order(StringComparer.Ordinal)
        : [];

    /// <summary>A value of the flavour of LightGBM, which is the first that MLmodel has.</summary>
    private static string? ValueOf(string folder, string key)
    {
        string file = Path.Combine(folder, "MLmodel");
        return File.Exists(file) ? File.ReadLines(file).Select(static line => line.Trim()).FirstOrDefault(line => line.StartsWith(key + ": ", StringComparison.Ordinal))?[(key.Length + 2)..] : null;
    }
}
