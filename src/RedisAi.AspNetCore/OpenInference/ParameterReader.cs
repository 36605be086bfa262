using System.Globalization;
using System.Text.Json;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Reads the parameters of a request. Those that are not known here are another server's, and are passed over.</summary>
internal static class ParameterReader
{
    /// <summary>Reads them.</summary>
    /// <param name="json">Stands at the name of the property.</param>
    /// <param name="parameters">Takes what they say.</param>
    public static void Read(ref Utf8JsonReader json, ref InferenceParameters parameters)
    {
        BeginObject(ref json, "parameters");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("sequence_id"u8))
            {
                parameters.Sequence = ReadSequence(ref json);
            }
            else if (json.ValueTextEquals("sequence_start"u8))
            {
                parameters.IsStart = ReadTruth(ref json, "sequence_start");
            }
            else if (json.ValueTextEquals("sequence_end"u8))
            {
                parameters.IsEnd = ReadTruth(ref json, "sequence_end");
            }
            else if (json.ValueTextEquals("timeout"u8))
            {
                parameters.SetTimeout(ReadCount(ref json, "timeout", "microseconds"));
            }
            else if (json.ValueTextEquals("binary_data_output"u8))
            {
                parameters.IsBinary = ReadTruth(ref json, "binary_data_output");
            }
            else
            {
                json.Skip();
            }
        }
    }

    /// <summary>Goes on to the value of a property, which must be an object.</summary>
    public static void BeginObject(ref Utf8JsonReader json, string name)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong(ref json, name, "an object");
        }
    }

    /// <summary>Goes on to the value of a property, which must be true or false.</summary>
    public static bool ReadTruth(ref Utf8JsonReader json, string name)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw Wrong(ref json, name, "true or false"),
        };
    }

    /// <summary>Goes on to the value of a property, which must be a whole number from 0 on.</summary>
    public static ulong ReadCount(ref Utf8JsonReader json, string name, string unit)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Number && json.TryGetUInt64(out ulong count) ? count : throw Wrong(ref json, name, $"a whole number of {unit}, 0 or more");
    }

    public static RequestRefusedException Wrong(ref Utf8JsonReader json, string name, string expected) =>
        new($"'{name}' is {JsonRefusal.Describe(ref json)}; it must be {expected}.");

    /// <summary>The name of a sequence: a number or a text, of which 0 and the empty one stand for none.</summary>
    private static string? ReadSequence(ref Utf8JsonReader json)
    {
        json.Read();
        string? sequence = json.TokenType switch
        {
            JsonTokenType.String => json.GetString(),
            JsonTokenType.Number when json.TryGetUInt64(out ulong number) => number == 0 ? null : number.ToString(CultureInfo.InvariantCulture),
            _ => throw Wrong(ref json, "sequence_id", "a string, or a whole number that is not negative"),
        };
        return sequence is "" ? null : sequence;
    }
}
