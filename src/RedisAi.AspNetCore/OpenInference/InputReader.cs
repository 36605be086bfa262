using System.Text.Json;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Reads the inputs of a request.</summary>
internal static class InputReader
{
    /// <summary>Reads all of them.</summary>
    /// <param name="json">Stands at the name of the property.</param>
    /// <param name="text">The text that it reads.</param>
    /// <param name="tail">The bytes that follow the text.</param>
    /// <param name="scope">What they are read for.</param>
    public static void ReadAll(ref Utf8JsonReader json, ReadOnlySpan<byte> text, ref BinaryTail tail, in RequestScope scope)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw ParameterReader.Wrong(ref json, "inputs", "an array of objects");
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                throw new RequestRefusedException($"One of the 'inputs' is {JsonRefusal.Describe(ref json)}; it must be an object.");
            }

            ReadOne(ref json, text, ref tail, scope);
        }
    }

    private static void ReadOne(ref Utf8JsonReader json, ReadOnlySpan<byte> text, ref BinaryTail tail, in RequestScope scope)
    {
        InputDraft draft = new();
        try
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("name"u8))
                {
                    draft.Spec = ReadName(ref json, scope);
                }
                else if (json.ValueTextEquals("shape"u8))
                {
                    draft.Shape = ShapeReader.Read(ref json);
                }
                else if (json.ValueTextEquals("datatype"u8))
                {
                    draft.DataType = ReadType(ref json);
                }
                else if (json.ValueTextEquals("parameters"u8))
                {
                    draft.BinaryBytes = ReadParameters(ref json);
                }
                else if (json.ValueTextEquals("data"u8))
                {
                    draft.ReadData(ref json, scope.Model);
                }
                else
                {
                    json.Skip();
                }
            }

            draft.Complete(text, ref tail, scope);
            scope.Request.Inputs.Add(draft.Spec!.Name, draft.Take());
        }
        finally
        {
            draft.Dispose();
        }
    }

    private static TensorSpec ReadName(ref Utf8JsonReader json, in RequestScope scope)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String)
        {
            throw ParameterReader.Wrong(ref json, "name", "the name of an input");
        }

        return RequestScope.Find(ref json, scope.Signature.Inputs)
            ?? throw new RequestRefusedException($"Model '{scope.Model}' has no input {JsonRefusal.Describe(ref json)}; it takes {scope.InputNames}.");
    }

    private static TensorDataType ReadType(ref Utf8JsonReader json)
    {
        json.Read();
        return DataTypeName.TryRead(ref json, out TensorDataType type) ? type : throw ParameterReader.Wrong(ref json, "datatype", $"one of {DataTypeName.All}");
    }

    private static long? ReadParameters(ref Utf8JsonReader json)
    {
        long? bytes = null;
        ParameterReader.BeginObject(ref json, "parameters");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("binary_data_size"u8))
            {
                bytes = (long)Math.Min(ParameterReader.ReadCount(ref json, "binary_data_size", "bytes"), long.MaxValue);
            }
            else if (json.ValueTextEquals("shared_memory_region"u8))
            {
                throw new RequestRefusedException("Shared memory is not offered here; send the data with the request.");
            }
            else
            {
                json.Skip();
            }
        }

        return bytes;
    }
}
