using System.Text.Json;

namespace RedisAi.Tensors.Formats;

/// <summary>Reads what the header of a safetensors file says about one tensor.</summary>
internal ref struct SafetensorsEntryParser
{
    private readonly FormatSource _source;
    private readonly string _name;
    private readonly string _subject;
    private TensorDataType? _dataType;
    private long[]? _dimensions;
    private long[]? _offsets;

    /// <summary>Prepares to read.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="source">What is being read.</param>
    public SafetensorsEntryParser(string name, FormatSource source)
    {
        _source = source;
        _name = name;
        _subject = $"the tensor {FormatSource.Quote(name)}";
    }

    /// <summary>Reads from the start to the end of the tensor's JSON object.</summary>
    /// <exception cref="InvalidDataException">Something is missing, twice or wrong, or the size is not that of the shape.</exception>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public SafetensorsEntry Parse(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw _source.Unreadable($"{_subject} is described by something other than a JSON object.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            ParseMember(ref json);
        }

        return Check();
    }

    private void ParseMember(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("dtype"u8))
        {
            RefuseSecond(_dataType is not null, "dtype");
            json.Read();
            _dataType = ParseType(in json);
        }
        else if (json.ValueTextEquals("shape"u8))
        {
            RefuseSecond(_dimensions is not null, "shape");
            _dimensions = ParseNumbers(ref json, "shape", TensorShape.MaxRank);
        }
        else if (json.ValueTextEquals("data_offsets"u8))
        {
            RefuseSecond(_offsets is not null, "data_offsets");
            _offsets = ParseNumbers(ref json, "data_offsets", maxCount: 2);
        }
        else
        {
            json.Skip();
        }
    }

    private readonly void RefuseSecond(bool there, string member)
    {
        if (there)
        {
            throw _source.Unreadable($"{_subject} has {member} twice.");
        }
    }

    private readonly TensorDataType ParseType(in Utf8JsonReader json)
    {
        // No type's name needs an escape, and so none is taken for one.
        string name = json.TokenType == JsonTokenType.String ? System.Text.Encoding.UTF8.GetString(json.ValueSpan) : "";
        return SafetensorsType.TryParse(name, out TensorDataType type)
            ? type
            : throw _source.Unreadable($"{_subject} has the dtype {FormatSource.Quote(name)}, which no tensor here can hold.");
    }

    private readonly long[] ParseNumbers(ref Utf8JsonReader json, string member, int maxCount)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw _source.Unreadable($"the {member} of {_subject} is not a JSON array.");
        }

        List<long> numbers = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            // Digits only: no sign, not even that of -0, no fraction and no exponent.
            if (json.TokenType != JsonTokenType.Number
                || json.ValueSpan.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                || !json.TryGetInt64(out long number))
            {
                throw _source.Unreadable($"the {member} of {_subject} holds something other than whole numbers from 0 to 2^63 - 1.");
            }

            if (numbers.Count == maxCount)
            {
                throw _source.Unreadable($"the {member} of {_subject} has more than {maxCount} numbers.");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private readonly SafetensorsEntry Check()
    {
        if (_dataType is not { } dataType || _dimensions is null || _offsets is null)
        {
            string missing = _dataType is null ? "dtype" : _dimensions is null ? "shape" : "data_offsets";
            throw _source.Unreadable($"{_subject} has no {missing}.");
        }

        if (_offsets is not [long begin, long end] || begin > end)
        {
            throw _source.Unreadable($"the data_offsets of {_subject} are {TensorShape.Format(_offsets)}, not a start and an end.");
        }

        TensorShape shape = _source.Shape(_subject, _dimensions, dataType.ByteSize());
        return end - begin == TensorElement.ByteLength(dataType, shape)
            ? new SafetensorsEntry(_name, dataType, shape, begin, end)
            : throw _source.Unreadable(
                $"{_subject} has {end - begin} bytes, from {begin} to {end}; {dataType}{shape} takes {TensorElement.ByteLength(dataType, shape)}.");
    }
}
