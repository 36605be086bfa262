using System.Text.Json;

namespace RedisAi.MLflow.Logging;

/// <summary>Something that was logged, and was not sent yet.</summary>
internal abstract record LogItem(string Key)
{
    /// <summary>At most so many bytes it takes in a request.</summary>
    public abstract int Bytes { get; }

    public abstract void WriteTo(Utf8JsonWriter json);

    /// <summary>A character takes up to six bytes where it is escaped.</summary>
    protected static int BytesOf(string text) => (6 * text.Length) + 2;
}

/// <summary>The value of a metric at a time.</summary>
internal sealed record MetricItem(string Key, double Value, long Timestamp, long Step) : LogItem(Key)
{
    private const int Fixed = 128;

    public override int Bytes => Fixed + BytesOf(Key);

    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("key", Key);
        WriteValue(json);
        json.WriteNumber("timestamp", Timestamp);
        json.WriteNumber("step", Step);
        json.WriteEndObject();
    }

    /// <summary>JSON has no such numbers; MLflow takes them as texts.</summary>
    private void WriteValue(Utf8JsonWriter json)
    {
        if (double.IsFinite(Value))
        {
            json.WriteNumber("value", Value);
        }
        else
        {
            json.WriteString("value", double.IsNaN(Value) ? "NaN" : Value > 0 ? "Infinity" : "-Infinity");
        }
    }
}

/// <summary>A parameter or a tag.</summary>
internal sealed record TextItem(string Key, string Value) : LogItem(Key)
{
    private const int Fixed = 32;

    public override int Bytes => Fixed + BytesOf(Key) + BytesOf(Value);

    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("key", Key);
        json.WriteString("value", Value);
        json.WriteEndObject();
    }
}
