using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using RedisAi.Tensors.Formats;

namespace RedisAi.Persistence;

/// <summary>Reads and writes what heads of items are made of.</summary>
/// <remarks>Whoever reads catches what <see cref="IsDamage"/> tells: nothing is trusted that a file says.</remarks>
internal static class DurableJson
{
    public static IReadOnlyDictionary<string, string> NoNotes { get; } = new Dictionary<string, string>();

    /// <summary>The bytes of an object.</summary>
    /// <param name="writeMembers">Writes what is in it.</param>
    public static byte[] Write(Action<Utf8JsonWriter> writeMembers)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Writes a text, also one with half a surrogate pair, which JSON cannot express: keys and tags may come from a client's bytes.</summary>
    public static void WriteText(this Utf8JsonWriter json, string name, string? text)
    {
        if (text is null)
        {
            return;
        }

        json.WritePropertyName(name);
        json.WriteTextValue(text);
    }

    public static void WriteTextValue(this Utf8JsonWriter json, string text)
    {
        if (StringEncodingExtensions.IsWellFormed(text))
        {
            json.WriteStringValue(text);
            return;
        }

        json.WriteStartArray();
        json.WriteBase64StringValue(MemoryMarshal.AsBytes(text.AsSpan()));
        json.WriteEndArray();
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteTextValue(text);
        }

        json.WriteEndArray();
    }

    public static void WriteSpan(this Utf8JsonWriter json, string name, TimeSpan? span)
    {
        if (span is { } time)
        {
            json.WriteNumber(name, time.Ticks);
        }
    }

    /// <summary>A text; null when it was not written.</summary>
    public static string? Text(this JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.TextValue() : null;

    public static string TextValue(this JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return value.GetString() ?? throw new InvalidDataException("A text is missing.");
        }

        byte[] bytes = value[0].GetBytesFromBase64();
        return bytes.Length % sizeof(char) == 0 ? new string(MemoryMarshal.Cast<byte, char>(bytes)) : throw new InvalidDataException("A text has half a character.");
    }

    public static IEnumerable<string> Texts(this JsonElement json, string name) =>
        json.TryGetProperty(name, out JsonElement texts) ? texts.EnumerateArray().Select(static text => text.TextValue()) : [];

    public static TimeSpan? Span(this JsonElement json, string name) => json.TryGetProperty(name, out JsonElement ticks) ? TimeSpan.FromTicks(ticks.GetInt64()) : null;

    public static int? Number(this JsonElement json, string name) => json.TryGetProperty(name, out JsonElement number) ? number.GetInt32() : null;

    public static bool? Truth(this JsonElement json, string name) => json.TryGetProperty(name, out JsonElement truth) ? truth.GetBoolean() : null;

    /// <summary>Writes texts by name; nothing where there are none.</summary>
    public static void WriteNamedTexts(this Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> texts)
    {
        bool isAny = false;
        foreach ((string key, string text) in texts.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            if (!isAny)
            {
                json.WriteStartObject(name);
                isAny = true;
            }

            json.WriteText(key, text);
        }

        if (isAny)
        {
            json.WriteEndObject();
        }
    }

    /// <summary>The texts by name; none when none were written.</summary>
    public static Dictionary<string, string> NamedTexts(this JsonElement json, string name) => json.TryGetProperty(name, out JsonElement texts)
        ? texts.EnumerateObject().ToDictionary(static text => text.Name, static text => text.Value.TextValue(), StringComparer.Ordinal)
        : [];

    /// <exception cref="InvalidDataException">It was written by a later version of this library.</exception>
    public static void CheckFormat(this JsonElement json, int format)
    {
        int written = json.GetProperty("format").GetInt32();
        if (written != format)
        {
            throw new InvalidDataException($"It has format {written}; this version of RedisAi knows {format}.");
        }
    }

    /// <summary>Whether an error comes of what was read, and not of a mistake here.</summary>
    public static bool IsDamage(Exception error) =>
        error is JsonException or InvalidDataException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException or OverflowException or IndexOutOfRangeException;
}
