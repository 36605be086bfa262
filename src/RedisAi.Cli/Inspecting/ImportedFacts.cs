using RedisAi.Backends;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Inspecting;

/// <summary>What is told of a model that was imported: what the importer has noted, and what the backend gets.</summary>
internal static class ImportedFacts
{
    /// <param name="format">What the importer calls the format.</param>
    /// <param name="imported">What it has made of the file.</param>
    public static FormatFacts Of(string format, ImportedModel imported)
    {
        FormatFact runs = new("runs on", "runsOn", $"{imported.Backend}, {Shown.Size(imported.Bytes.Length)}", imported.Bytes.Length);
        if (imported.Backend != "ONNX")
        {
            return new FormatFacts(format, [runs], new Dictionary<string, string>(StringComparer.Ordinal));
        }

        using MemoryStream stream = new(imported.Bytes.ToArray(), writable: false);
        FormatFacts graph = OnnxHeader.Describe(stream);
        IEnumerable<FormatFact> told = graph.Facts.Where(static fact => fact.Property is "producer" or "nodes");
        return new FormatFacts(format, [runs, .. told.Select(static fact => fact.Property == "producer" ? new FormatFact("written by", "producer", fact.Text) : fact)], graph.Metadata);
    }
}
