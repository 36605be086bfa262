using System.Buffers;
using System.Text.Json;

namespace RedisAi.MLflow.Logging;

/// <summary>What goes in one request.</summary>
/// <param name="Metrics">Metrics.</param>
/// <param name="Parameters">Parameters.</param>
/// <param name="Tags">Tags.</param>
internal sealed record LogBatch(IReadOnlyList<LogItem> Metrics, IReadOnlyList<LogItem> Parameters, IReadOnlyList<LogItem> Tags)
{
    public int Count => Metrics.Count + Parameters.Count + Tags.Count;

    /// <summary>The body of the request.</summary>
    public byte[] ToJson(string runId)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("run_id", runId);
            Write(json, "metrics", Metrics);
            Write(json, "params", Parameters);
            Write(json, "tags", Tags);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<LogItem> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (LogItem item in items)
        {
            item.WriteTo(json);
        }

        json.WriteEndArray();
    }
}
