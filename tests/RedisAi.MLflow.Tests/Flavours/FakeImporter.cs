using RedisAi.Backends;
using RedisAi.Importers;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Flavours;

/// <summary>Takes any file that begins as JSON for a model, and gives one of the ONNX models of tests/data for it: the one whose name is in the file.</summary>
internal sealed class FakeImporter : IModelImporter
{
    /// <summary>What was known of the models that it was asked for.</summary>
    public List<ImportOptions> Seen { get; } = [];

    public string Format => "Fake";

    /// <summary>A file that stands for an ONNX model of tests/data.</summary>
    public static string FileOf(string model) => $"{{\"{model}\"}}";

    public bool Recognizes(ModelContent content) => content.Head.Span is [(byte)'{', ..];

    public ImportedModel Import(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        Seen.Add(options.GetBackendOptions<ImportOptions>());
        using StreamReader reader = new(content.OpenRead());
        string model = reader.ReadToEnd().Trim('{', '}', '"');
        return model.Length == 0 ? throw new ModelLoadException("It has no name.") : new ImportedModel("ONNX", File.ReadAllBytes(TestData.Path("onnx", $"{model}.onnx")));
    }
}
