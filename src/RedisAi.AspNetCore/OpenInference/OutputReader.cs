using System.Text.Json;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Reads which outputs a request asks for, and how.</summary>
internal static class OutputReader
{
    /// <summary>As many as anybody asks for of a model that does not declare its outputs.</summary>
    private const int MaxUndeclared = 256;

    /// <summary>Reads all of them.</summary>
    /// <param name="json">Stands at the name of the property.</param>
    /// <param name="scope">What they are read for.</param>
    public static void ReadAll(ref Utf8JsonReader json, in RequestScope scope)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw ParameterReader.Wrong(ref json, "outputs", "an array of objects");
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                throw new RequestRefusedException($"One of the 'outputs' is {JsonRefusal.Describe(ref json)}; it must be an object.");
            }

            RequestedOutput output = ReadOne(ref json, scope);
            if (scope.Request.OutputCount == MaxUndeclared && scope.Signature.HasOpenOutputs)
            {
                throw new RequestRefusedException($"More than {MaxUndeclared} outputs are asked for; ask for none, and get all.");
            }

            if (!scope.Request.TryAddOutput(output))
            {
                throw new RequestRefusedException($"The output '{output.Name}' is asked for twice.");
            }
        }
    }

    private static RequestedOutput ReadOne(ref Utf8JsonReader json, in RequestScope scope)
    {
        string? name = null;
        bool? isBinary = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("name"u8))
            {
                name = ReadName(ref json, scope);
            }
            else if (json.ValueTextEquals("parameters"u8))
            {
                isBinary = ReadParameters(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return new RequestedOutput(name ?? throw new RequestRefusedException("One of the 'outputs' has no 'name'."), isBinary);
    }

    private static string ReadName(ref Utf8JsonReader json, in RequestScope scope)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String)
        {
            throw ParameterReader.Wrong(ref json, "name", "the name of an output");
        }

        if (RequestScope.Find(ref json, scope.Signature.Outputs) is { } known)
        {
            return known.Name;
        }

        return scope.Signature.HasOpenOutputs
            ? json.GetString()!
            : throw new RequestRefusedException($"Model '{scope.Model}' has no output {JsonRefusal.Describe(ref json)}; it has {scope.OutputNames}.");
    }

    private static bool? ReadParameters(ref Utf8JsonReader json)
    {
        bool? isBinary = null;
        ParameterReader.BeginObject(ref json, "parameters");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("binary_data"u8))
            {
                isBinary = ParameterReader.ReadTruth(ref json, "binary_data");
            }
            else if (json.ValueTextEquals("classification"u8) || json.ValueTextEquals("shared_memory_region"u8))
            {
                throw new RequestRefusedException($"The output parameter {JsonRefusal.Describe(ref json)} is not offered here; see the extensions that /v2 names.");
            }
            else
            {
                json.Skip();
            }
        }

        return isBinary;
    }
}
