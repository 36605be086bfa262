using System.Text.Json;
using RedisAi.Backends.Onnx;
using RedisAi.Conformance;

namespace RedisAi.Importers.Tests.XGBoost;

/// <summary>A model in a folder, rows, and what XGBoost itself answers on them.</summary>
/// <param name="Folder">The folder of the rows and answers.</param>
/// <param name="Model">The file of the model.</param>
/// <param name="ModelClass">The class of Python that the answers are of.</param>
internal sealed record XgbCase(string Folder, string Model, string? ModelClass)
{
    /// <summary>The tolerance: this of the output's scale, and <see cref="Relative"/> of the answer.</summary>
    public const double OfScale = 1e-6;

    public const double Relative = 1e-5;

    /// <summary>Imports the model, runs all rows, and compares each output that is there.</summary>
    public async Task AssertAnswersAsync()
    {
        await using RedisAiEngine ai = await LoadAsync(Model, ModelClass);
        IModel model = ai.Models["m"];
        using AiTensor loaded = NpyFile.Load(Path.Combine(Folder, "in.X.npy"));
        using AiTensor x = AiTensor.Create<float>(loaded.Shape.Dimensions, Array.ConvertAll(TensorComparison.ToDoubles(loaded), static value => (float)value));
        using ModelResult result = model.Run([x]);
        string[] outputs = [.. Outputs()];
        Assert.NotEmpty(outputs);
        foreach (string name in outputs)
        {
            using AiTensor expected = NpyFile.Load(Path.Combine(Folder, $"out.{name}.npy"));
            Assert.Equal(expected.Shape.ToString(), result[name].Shape.ToString());
            AssertClose(name, TensorComparison.ToDoubles(expected), TensorComparison.ToDoubles(result[name]));
        }
    }

    public static async Task<RedisAiEngine> LoadAsync(string file, string? modelClass, string? function = null)
    {
        RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        await ai.Models.StoreAsync("m", ModelSource.FromFile(file), new ModelOptions().ConfigureImport(import => (import.ModelClass, import.PredictFunction) = (modelClass, function)));
        return ai;
    }

    private static void AssertClose(string name, double[] expected, double[] actual)
    {
        double scale = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = (OfScale * scale) + (Relative * Math.Abs(expected[i]));
            Assert.True(
                Math.Abs(actual[i] - expected[i]) <= allowed || expected[i].Equals(actual[i]),
                $"{name}[{i}] is {actual[i]}, and XGBoost says {expected[i]}; the scale is {scale}.");
        }
    }

    /// <summary>The outputs of the case; those of other runtimes' graphs are not ours.</summary>
    private IEnumerable<string> Outputs()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "case.json")));
        JsonElement outputs = description.RootElement.GetProperty("outputs");
        string[] names = outputs.ValueKind == JsonValueKind.Object
            ? [.. outputs.EnumerateObject().Select(static output => output.Name)]
            : [.. outputs.EnumerateArray().Select(static output => output.GetString()!)];
        return names.Where(static name => !name.StartsWith("onnx.", StringComparison.Ordinal));
    }
}
