using System.Text.Json;

namespace RedisAi.Cli.Models;

/// <summary>Models of a server as JSON, and their parts as texts.</summary>
internal static class ModelJson
{
    /// <summary>Writes the properties of an object that was begun.</summary>
    public static void WriteProperties(Utf8JsonWriter json, RemoteModelInfo model)
    {
        json.WriteString("key", model.Key);
        json.WriteString("backend", model.Backend);
        json.WriteString("device", model.Device);
        json.WriteString("tag", model.Tag);
        json.WriteNumber("batchSize", model.BatchSize);
        json.WriteNumber("minBatchSize", model.MinBatchSize);
        json.WriteNumber("minBatchTimeoutMs", (long)model.MinBatchTimeout.TotalMilliseconds);
        WriteNames(json, "inputs", model.Inputs);
        WriteNames(json, "outputs", model.Outputs);
    }

    /// <summary>The names of inputs or outputs, or how many there are where they have none.</summary>
    public static string Names(IReadOnlyList<string> names) =>
        names.Count > 0 && names.All(static name => name.Length == 0) ? $"{names.Count}, without names" : string.Join(", ", names.Select(Client.Protocol.Shown.Text));

    /// <summary>Writes names as an array.</summary>
    private static void WriteNames(Utf8JsonWriter json, string property, IReadOnlyList<string> names)
    {
        json.WriteStartArray(property);
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
