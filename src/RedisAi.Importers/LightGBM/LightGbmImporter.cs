using RedisAi.Backends;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.LightGBM;

/// <summary>Reads models of LightGBM: its text, as <c>Booster.save_model</c> writes it and MLflow keeps it in <c>model.lgb</c>.</summary>
internal sealed class LightGbmImporter : IModelImporter
{
    public string Format => "LightGBM";

    public bool Recognizes(ModelContent content)
    {
        ReadOnlySpan<byte> head = content.Head.Span;
        if (!head.StartsWith("tree"u8))
        {
            return false;
        }

        // Before LightGBM 2.1 there was no version: such a text is named when it is refused.
        ReadOnlySpan<byte> next = head["tree"u8.Length..].TrimStart("\r"u8);
        return next.StartsWith("\nversion=v"u8) || next.StartsWith("\nnum_class="u8);
    }

    public ImportedModel Import(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = Read(content, ImportOptions.Of(options), cancellationToken, out long length);
        ReadMemory.GiveBack(length);
        return new ImportedModel("ONNX", bytes);
    }

    private static ReadOnlyMemory<byte> Read(ModelContent content, ImportOptions options, CancellationToken cancellationToken, out long length)
    {
        using Stream text = content.OpenRead();
        length = text.Length;
        LightGbmModel model = LightGbmText.Read(text, maxRounds: 0, cancellationToken);
        if (options.AsksForClass && !LightGbmSkops.IsKnown(options.ModelClass!.Split('.')[^1]))
        {
            throw new ModelLoadException($"The model_class '{options.ModelClass}' (the import option ModelClass) is none of LightGBM's.");
        }

        return LightGbmAnswers.Write(model, options.ModelClass, labels: null, options);
    }
}
