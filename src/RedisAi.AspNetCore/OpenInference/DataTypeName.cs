using System.Text.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>What the protocol calls the types of elements.</summary>
internal static class DataTypeName
{
    /// <summary>For inputs and outputs of which the model does not say; the protocol has no word for that.</summary>
    private const string Any = "ANY";

    /// <summary>In the order in which they are looked for: the common ones first.</summary>
    private static readonly (TensorDataType Type, JsonEncodedText Name)[] s_names =
    [
        (TensorDataType.Float32, JsonEncodedText.Encode("FP32")),
        (TensorDataType.Int64, JsonEncodedText.Encode("INT64")),
        (TensorDataType.Int32, JsonEncodedText.Encode("INT32")),
        (TensorDataType.String, JsonEncodedText.Encode("BYTES")),
        (TensorDataType.UInt8, JsonEncodedText.Encode("UINT8")),
        (TensorDataType.Bool, JsonEncodedText.Encode("BOOL")),
        (TensorDataType.Float64, JsonEncodedText.Encode("FP64")),
        (TensorDataType.Float16, JsonEncodedText.Encode("FP16")),
        (TensorDataType.BFloat16, JsonEncodedText.Encode("BF16")),
        (TensorDataType.Int8, JsonEncodedText.Encode("INT8")),
        (TensorDataType.Int16, JsonEncodedText.Encode("INT16")),
        (TensorDataType.UInt16, JsonEncodedText.Encode("UINT16")),
        (TensorDataType.UInt32, JsonEncodedText.Encode("UINT32")),
        (TensorDataType.UInt64, JsonEncodedText.Encode("UINT64")),
        (TensorDataType.Undefined, JsonEncodedText.Encode(Any)),
    ];

    private static readonly JsonEncodedText[] s_byType = [.. s_names.OrderBy(static pair => pair.Type).Select(static pair => pair.Name)];

    /// <summary>All that a tensor may have, for messages.</summary>
    public static string All { get; } = string.Join(", ", s_names.Where(static pair => pair.Type != TensorDataType.Undefined).Select(static pair => pair.Name.Value));

    /// <summary>The name of a type.</summary>
    public static JsonEncodedText Of(TensorDataType type) => s_byType[(int)type];

    /// <summary>Reads the name at which a reader stands; false where no tensor has such a type.</summary>
    public static bool TryRead(ref Utf8JsonReader json, out TensorDataType type)
    {
        type = TensorDataType.Undefined;
        if (json.TokenType != JsonTokenType.String)
        {
            return false;
        }

        foreach ((TensorDataType known, JsonEncodedText name) in s_names)
        {
            if (json.ValueTextEquals(name.EncodedUtf8Bytes))
            {
                type = known;
                return known != TensorDataType.Undefined;
            }
        }

        return false;
    }
}
