using RedisAi.Backends;

namespace RedisAi.Importers.LightGBM;

/// <summary>Reads models of LightGBM: its text, as <c>Booster.save_model</c> writes it and MLflow keeps it in <c>model.lgb</c>.</summary>
internal sealed class LightGbmImporter : IModelImporter
{
    public string Format => "LightGBM";

    public bool Recognizes(ModelContent content)
    {
        ReadOnlySpan<byte> head = content.Head.Span;
        return head.StartsWith("tree\nversion=v"u8) || head.StartsWith("tree\r\nversion=v"u8);
    }

    public ImportedModel Import(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        ImportOptions import = options.GetBackendOptions<ImportOptions>();
        using Stream text = content.OpenRead();
        LightGbmModel model = LightGbmText.Read(text, maxRounds: 0, cancellationToken);
        return new ImportedModel("ONNX", LightGbmAnswers.Write(model, import.ModelClass, labels: null, import.PredictFunction));
    }
}
