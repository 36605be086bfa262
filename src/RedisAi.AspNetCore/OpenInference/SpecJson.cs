using System.Text.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Writes what an input or output is.</summary>
internal static class SpecJson
{
    private static readonly JsonEncodedText s_name = JsonEncodedText.Encode("name");
    private static readonly JsonEncodedText s_dataType = JsonEncodedText.Encode("datatype");
    private static readonly JsonEncodedText s_shape = JsonEncodedText.Encode("shape");

    /// <summary>Writes name, type and shape into an object that the caller has begun.</summary>
    public static void WriteHead(Utf8JsonWriter json, string name, TensorDataType dataType, ReadOnlySpan<long> shape)
    {
        json.WriteString(s_name, name);
        json.WriteString(s_dataType, DataTypeName.Of(dataType));
        json.WriteStartArray(s_shape);
        foreach (long length in shape)
        {
            json.WriteNumberValue(length);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what a model declares, as an array of objects. A shape of any rank is written as one axis of any length: the protocol has no other word.</summary>
    public static void WriteAll(Utf8JsonWriter json, string property, IReadOnlyList<TensorSpec> specs)
    {
        json.WriteStartArray(property);
        foreach (TensorSpec spec in specs)
        {
            json.WriteStartObject();
            WriteHead(json, spec.Name, spec.DataType, spec.Shape.IsRankKnown ? spec.Shape.Dimensions : [ShapePattern.AnyLength]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
