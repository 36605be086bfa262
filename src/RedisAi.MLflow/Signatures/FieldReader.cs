using System.Text.Json;

namespace RedisAi.MLflow.Signatures;

/// <summary>Reads one input or output of a signature.</summary>
internal static class FieldReader
{
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static MlflowField Read(JsonElement json)
    {
        string type = json.RequiredText("type");
        string? name = json.OptionalText("name");
        return type == "tensor" ? ReadTensor(json, name) : ReadColumn(json, name, type);
    }

    /// <summary>A text that must be there.</summary>
    public static string RequiredText(this JsonElement json, string key) => json.OptionalText(key) ?? throw new FormatException($"'{key}' is missing from {Shortened(json)}.");

    /// <summary>A text; null when it is absent or null.</summary>
    public static string? OptionalText(this JsonElement json, string key)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"A JSON object is needed; there is {Shortened(json)}.");
        }

        if (!json.TryGetProperty(key, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        // Columns may be named by numbers.
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw new FormatException($"'{key}' must be a text; it is {Shortened(value)}."),
        };
    }

    private static MlflowField ReadTensor(JsonElement json, string? name)
    {
        if (!json.TryGetProperty("tensor-spec", out JsonElement spec))
        {
            throw new FormatException($"'tensor-spec' is missing from {Shortened(json)}.");
        }

        string dtype = spec.RequiredText("dtype");
        TensorDataType type = FieldTypes.OfTensor(dtype);
        return new MlflowField(name, dtype, type, ReadShape(spec)) { IsTensor = true, IsCompound = type == TensorDataType.Undefined, IsRequired = ReadRequired(json) };
    }

    private static MlflowField ReadColumn(JsonElement json, string? name, string type)
    {
        (string Name, TensorDataType Type, FieldEncoding Encoding, int Lists, bool IsCompound) read = ReadType(json, type, depth: 0);
        long[] lengths = [.. Enumerable.Repeat(ShapePattern.AnyLength, 1 + read.Lists)];
        return new MlflowField(name, read.Name, read.Type, new ShapePattern(lengths)) { IsRequired = ReadRequired(json), Encoding = read.Encoding, IsCompound = read.IsCompound };
    }

    private static (string Name, TensorDataType Type, FieldEncoding Encoding, int Lists, bool IsCompound) ReadType(JsonElement json, string type, int depth)
    {
        if (type is "object" or "map")
        {
            return (type, TensorDataType.Undefined, FieldEncoding.None, 0, true);
        }

        if (type == "array")
        {
            if (depth == TensorShape.MaxRank - 1 || !json.TryGetProperty("items", out JsonElement items))
            {
                throw new FormatException($"'items' is missing from {Shortened(json)}, or lists are too deep.");
            }

            var item = ReadType(items, items.RequiredText("type"), depth + 1);
            return ($"array({item.Name})", item.Type, item.Encoding, item.Lists + 1, item.IsCompound);
        }

        return FieldTypes.OfColumn(type) is var (element, encoding)
            ? (type, element, encoding, 0, false)
            : throw new FormatException($"There is no type '{type}' of a column; it stands in {Shortened(json)}.");
    }

    private static ShapePattern ReadShape(JsonElement spec)
    {
        if (!spec.TryGetProperty("shape", out JsonElement shape) || shape.ValueKind == JsonValueKind.Null)
        {
            return ShapePattern.Any;
        }

        if (shape.ValueKind != JsonValueKind.Array || shape.GetArrayLength() > TensorShape.MaxRank)
        {
            throw new FormatException($"'shape' must be a list of at most {TensorShape.MaxRank} lengths; it is {Shortened(shape)}.");
        }

        return new ShapePattern([.. shape.EnumerateArray().Select(ReadLength)]);
    }

    private static long ReadLength(JsonElement length) => length.ValueKind == JsonValueKind.Number && length.TryGetInt64(out long value) && value >= ShapePattern.AnyLength
        ? value
        : throw new FormatException($"A length must be a whole number, -1 for any; there is {Shortened(length)}.");

    private static bool ReadRequired(JsonElement json) => !json.TryGetProperty("required", out JsonElement required) || required.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.Null => true,
        JsonValueKind.False => false,
        _ => throw new FormatException($"'required' must be true or false; it is {Shortened(required)}."),
    };

    private static string Shortened(JsonElement json)
    {
        string text = json.GetRawText();
        return text.Length <= 100 ? text : $"{text.AsSpan(0, 100)}...";
    }
}
