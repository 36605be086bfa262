using System.Text.Json;
using System.Text.Unicode;

namespace RedisAi.Tensors.Formats;

/// <summary>Reads the JSON header of a safetensors file, and takes nothing on trust.</summary>
/// <remarks>
/// As in the format's own library, unknown members of a tensor are passed over, and white space may be anywhere but at the start.
/// Names that occur twice are refused: which one counts would differ from reader to reader.
/// </remarks>
internal ref struct SafetensorsHeaderParser
{
    private readonly FormatSource _source;
    private readonly List<SafetensorsEntry> _entries = [];
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, string> _metadata = [];
    private Utf8JsonReader _json;
    private int? _checksumIndex;

    private SafetensorsHeaderParser(ReadOnlySpan<byte> json, FormatSource source)
    {
        _json = new Utf8JsonReader(json);
        _source = source;
    }

    /// <summary>Reads a header. What it allocates is bounded by the header's own length.</summary>
    /// <param name="json">The header without the length before it.</param>
    /// <param name="source">What is being read.</param>
    /// <exception cref="InvalidDataException">It is not what the format asks for.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, FormatSource source)
    {
        if (!json.StartsWith("{"u8))
        {
            throw source.Unreadable("its header does not start with '{'; it is no safetensors file.");
        }

        if (!Utf8.IsValid(json))
        {
            throw source.Unreadable("its header is not UTF-8.");
        }

        try
        {
            return new SafetensorsHeaderParser(json, source).ParseHeader();
        }
        catch (JsonException error)
        {
            throw source.Unreadable($"its header is not JSON: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            // A further member of an entry: names that are kept are read elsewhere.
            throw source.Unreadable("a name in its header holds half of a surrogate pair.", error);
        }
    }

    private SafetensorsHeader ParseHeader()
    {
        _json.Read();
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            string name = ReadText("a name in its header");
            if (!_names.Add(name))
            {
                throw _source.Unreadable($"its header has the name {FormatSource.Quote(name)} twice.");
            }

            _json.Read();
            if (name == SafetensorsHeader.MetadataName)
            {
                ParseMetadata();
            }
            else
            {
                _entries.Add(new SafetensorsEntryParser(name, _source).Parse(ref _json));
            }
        }

        // Reading on throws if anything but white space follows.
        _json.Read();
        return new SafetensorsHeader(
            [.. _entries.OrderBy(static entry => entry.Begin).ThenBy(static entry => entry.End)], _metadata, _checksumIndex);
    }

    private void ParseMetadata()
    {
        // The format's own library takes null for none.
        if (_json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw _source.Unreadable("its metadata is not a JSON object.");
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            string name = ReadText("a name in its metadata");
            _json.Read();
            if (_json.TokenType != JsonTokenType.String)
            {
                throw _source.Unreadable($"its metadata {FormatSource.Quote(name)} is not a string.");
            }

            if (name == SnapshotMetadata.Checksum)
            {
                // Past the quotation mark.
                _checksumIndex = (int)_json.TokenStartIndex + 1;
            }

            if (!_metadata.TryAdd(name, ReadText($"its metadata {FormatSource.Quote(name)}")))
            {
                throw _source.Unreadable($"its metadata has the name {FormatSource.Quote(name)} twice.");
            }
        }
    }

    private readonly string ReadText(string subject)
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw _source.Unreadable($"{subject} holds half of a surrogate pair.", error);
        }
    }
}
