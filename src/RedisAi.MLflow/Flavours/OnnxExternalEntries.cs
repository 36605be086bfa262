using System.Globalization;
using System.Text;
using RedisAi.Backends.Onnx;

namespace RedisAi.MLflow.Flavours;

/// <summary>What a tensor of an ONNX model says of where its bytes are.</summary>
internal sealed class OnnxExternalEntries
{
    private readonly Dictionary<string, string> _entries = new(StringComparer.Ordinal);

    public string? Location => _entries.GetValueOrDefault("location");

    /// <summary>Reads a key and a value.</summary>
    public void Read(ProtobufReader reader, long end, int depth)
    {
        string key = "";
        string value = "";
        while (reader.TryReadField(end, depth, out int field, out long contentEnd))
        {
            if (field is 1 or 2)
            {
                string text = Encoding.UTF8.GetString(reader.ReadBytes(contentEnd));
                (key, value) = field == 1 ? (text, value) : (key, text);
            }

            reader.Position = contentEnd;
        }

        _entries[key] = value;
    }

    /// <summary>Which bytes of a file they are: from its start and to its end, where nothing is said.</summary>
    /// <param name="location">The file, for messages.</param>
    /// <param name="fileLength">How long it is.</param>
    /// <exception cref="ModelLoadException">It has not so many.</exception>
    public (long Offset, long Length) Range(string location, long fileLength)
    {
        long offset = Number("offset") ?? 0;
        long length = Number("length") ?? fileLength - offset;
        return offset >= 0 && length >= 0 && offset <= fileLength && length <= fileLength - offset
            ? (offset, length)
            : throw new ModelLoadException($"It keeps {length} bytes of weights from byte {offset} on in '{location}', which has {fileLength}: the file was not copied whole.");
    }

    private long? Number(string key) => !_entries.TryGetValue(key, out string? text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
        : throw new ModelLoadException($"It keeps weights in a file at the {key} '{text}', which is no number.");
}
