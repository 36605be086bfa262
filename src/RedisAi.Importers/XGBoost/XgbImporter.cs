using RedisAi.Backends;
using RedisAi.Importers.Checks;
using RedisAi.Importers.Reading;

namespace RedisAi.Importers.XGBoost;

/// <summary>Imports models of XGBoost, as UBJSON or JSON, from version 1.0 on.</summary>
internal sealed class XgbImporter : IModelImporter
{
    /// <inheritdoc/>
    public string Format => "XGBoost";

    /// <inheritdoc/>
    public bool Recognizes(ModelContent content)
    {
        ReadOnlySpan<byte> head = content.Head.Span;
        if (head.StartsWith("{L\0\0\0\0\0\0\0"u8) || head.StartsWith("{l\0\0\0"u8) || head.StartsWith("{i"u8) || head.StartsWith("{U"u8))
        {
            return head.IndexOf("learner"u8) is >= 0 and < 64 || head.IndexOf("version"u8) is >= 0 and < 64;
        }

        // In JSON "learner" is the first key, or the second after "version"; blanks may be anywhere.
        head = head.TrimStart(" \t\r\n"u8);
        int learner = head.StartsWith("{"u8) ? head.IndexOf("\"learner\""u8) : -1;
        return learner is >= 0 and < 256
            && (head.IndexOf("\"gradient_booster\""u8) >= 0 || head.IndexOf("\"attributes\""u8) >= 0 || head.IndexOf("\"feature_names\""u8) >= 0 || IsCut(head[(learner + "\"learner\"".Length)..]));
    }

    /// <summary>Whether a file ends before the first key of what it says of its learner: a file that was cut.</summary>
    private static bool IsCut(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart(" \t\r\n:{\""u8);
        return "gradient_booster"u8.StartsWith(rest) || "attributes"u8.StartsWith(rest) || "feature_names"u8.StartsWith(rest);
    }

    /// <inheritdoc/>
    public ImportedModel Import(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = Read(content, ImportOptions.Of(options), cancellationToken, out long length);
        ReadMemory.GiveBack(length);
        return new ImportedModel("ONNX", bytes);
    }

    private static ReadOnlyMemory<byte> Read(ModelContent content, ImportOptions options, CancellationToken cancellationToken, out long length)
    {
        XgbModel model = new();
        using (ByteInput input = new(content, cancellationToken))
        {
            length = input.Length;
            new XgbModelReader(XgbReader.Over(input), model, forest: null).Read();
        }

        model.Check();
        model.Names = TrainedColumns.NamesOf(options, "XGBoost", model.FeatureNames, model.Features);
        XgbGraph graph = new(model, XgbKinds.Of(options.ModelClass, model.Attributes), options);
        if (graph.Forest is { } forest)
        {
            using ByteInput input = new(content, cancellationToken);
            new XgbModelReader(XgbReader.Over(input), model, forest).Read();
        }

        return graph.Write();
    }
}
