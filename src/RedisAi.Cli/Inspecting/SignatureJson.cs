using System.Text.Json;
using RedisAi.Cli.Tensors;

namespace RedisAi.Cli.Inspecting;

/// <summary>Signatures as JSON.</summary>
internal static class SignatureJson
{
    /// <summary>Writes the properties "inputs" and "outputs", which is null where only a run tells.</summary>
    public static void Write(Utf8JsonWriter json, ModelSignature signature)
    {
        Write(json, "inputs", signature.Inputs);
        if (signature.HasOpenOutputs)
        {
            json.WriteNull("outputs");
        }
        else
        {
            Write(json, "outputs", signature.Outputs);
        }
    }

    private static void Write(Utf8JsonWriter json, string property, IReadOnlyList<TensorSpec> specs)
    {
        json.WriteStartArray(property);
        foreach (TensorSpec spec in specs)
        {
            json.WriteStartObject();
            json.WriteString("name", spec.Name);
            json.WriteString("type", TensorTypes.NameOf(spec.DataType));
            WriteShape(json, spec.Shape);
            if (spec.IsOptional)
            {
                json.WriteBoolean("optional", value: true);
            }

            if (spec.Quantization is { } quantization)
            {
                json.WriteNumber("scale", quantization.Scale);
                json.WriteNumber("zeroPoint", quantization.ZeroPoint);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Lengths, -1 or a name for those that are not fixed; null where not even the rank is known.</summary>
    private static void WriteShape(Utf8JsonWriter json, ShapePattern shape)
    {
        if (!shape.IsRankKnown)
        {
            json.WriteNull("shape");
            return;
        }

        json.WriteStartArray("shape");
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape.Symbols[axis].Length > 0)
            {
                json.WriteStringValue(shape.Symbols[axis]);
            }
            else
            {
                json.WriteNumberValue(shape[axis]);
            }
        }

        json.WriteEndArray();
    }
}
