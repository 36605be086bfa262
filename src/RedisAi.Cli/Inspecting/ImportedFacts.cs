using System.Text.Json;
using RedisAi.Backends;
using RedisAi.Client.Protocol;

namespace RedisAi.Cli.Inspecting;

/// <summary>What is told of a model that was imported: what the importer has noted, and what the backend gets.</summary>
internal static class ImportedFacts
{
    private const string FeatureNames = "feature_names";
    private const string UnusedFeatures = "redisai.unused_features";
    private const string Refusals = "redisai.refuses";

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
        List<FormatFact> facts = [runs];
        facts.AddRange(graph.Facts.Where(static fact => fact.Property == "producer").Select(static fact => fact with { Name = "written by" }));
        facts.AddRange(graph.Facts.Where(static fact => fact.Property == "nodes"));
        Dictionary<string, string> metadata = new(graph.Metadata, StringComparer.Ordinal);
        if (metadata.Remove(FeatureNames, out string? names))
        {
            facts.Add(new FormatFact("features", "features", names.Replace("\n", ", ", StringComparison.Ordinal)));
        }

        if (metadata.Remove(UnusedFeatures, out string? unused))
        {
            facts.Add(new FormatFact("passes over", "unusedFeatures", unused.Replace("\n", ", ", StringComparison.Ordinal)));
        }

        if (metadata.Remove(Refusals, out string? refusals) && TryDescribe(refusals) is { Length: > 0 } refused)
        {
            facts.Add(new FormatFact("refuses", "refuses", refused));
        }

        return new FormatFacts(format, facts, metadata);
    }

    /// <summary>What the original refuses, and the model here therefore too, in words; null where it is noted in another way.</summary>
    private static string? TryDescribe(string refusals)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(refusals);
            return string.Join("; ", document.RootElement.EnumerateArray().Select(static one => $"{Text(one, "what")} in {Text(one, "input")} ({Text(one, "by")})").Distinct());
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }

        static string? Text(JsonElement refusal, string name) => refusal.GetProperty(name).GetString();
    }
}
