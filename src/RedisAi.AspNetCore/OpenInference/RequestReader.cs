using System.Buffers;
using System.Text.Json;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Reads a request to run a model: a text in JSON, and the bytes of tensors that may follow it.</summary>
/// <remarks>
/// The text is gone through once, and what it says is checked against the model as it comes: the number of inputs and outputs that are remembered never exceeds
/// that of the model, and no memory is taken for elements that are only announced.
/// </remarks>
internal static class RequestReader
{
    /// <summary>An object, the array of inputs, one of them, and an array for each axis of its data.</summary>
    public static JsonReaderOptions Options { get; } = new() { MaxDepth = 8 + TensorShape.MaxRank };

    /// <summary>Reads a request.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="binary">What follows it.</param>
    /// <param name="model">The key of the model, for messages.</param>
    /// <param name="signature">What it takes and gives.</param>
    /// <returns>The request, to be disposed by the caller.</returns>
    /// <exception cref="RequestRefusedException">It says something that cannot be done.</exception>
    public static InferenceRequest Read(ReadOnlySpan<byte> text, in ReadOnlySequence<byte> binary, string model, ModelSignature signature)
    {
        try
        {
            return ReadJson(text, binary, model, signature);
        }
        catch (JsonException error)
        {
            // Many clients write NaN where JSON has no such word: they are understood, at the cost of reading twice.
            using PooledBytes replaced = new();
            if (!NonFiniteWords.TryReplace(text, replaced))
            {
                throw JsonRefusal.NotJson(error);
            }

            return ReadReplaced(replaced.WrittenSpan, binary, model, signature);
        }
    }

    private static InferenceRequest ReadReplaced(ReadOnlySpan<byte> text, in ReadOnlySequence<byte> binary, string model, ModelSignature signature)
    {
        try
        {
            return ReadJson(text, binary, model, signature);
        }
        catch (JsonException error)
        {
            throw JsonRefusal.NotJson(error);
        }
    }

    private static InferenceRequest ReadJson(ReadOnlySpan<byte> text, in ReadOnlySequence<byte> binary, string model, ModelSignature signature)
    {
        Utf8JsonReader json = new(text, Options);
        InferenceRequest request = new();
        BinaryTail tail = new(binary);
        try
        {
            json.Read();
            Read(ref json, text, ref tail, new RequestScope(model, signature, request));
            tail.ThrowIfMore();
            return request;
        }
        catch (InvalidOperationException error)
        {
            // What the reader throws for strings that are no UTF-8, or have half a surrogate pair in their escapes.
            request.Dispose();
            throw JsonRefusal.NotText(error);
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private static void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> text, ref BinaryTail tail, in RequestScope scope)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new RequestRefusedException($"The body is {JsonRefusal.Describe(ref json)}; it must be an object with 'inputs'.");
        }

        bool hasInputs = false;
        bool hasOutputs = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("inputs"u8))
            {
                ThrowIfTwice(ref hasInputs, "inputs");
                InputReader.ReadAll(ref json, text, ref tail, scope);
            }
            else if (json.ValueTextEquals("outputs"u8))
            {
                ThrowIfTwice(ref hasOutputs, "outputs");
                OutputReader.ReadAll(ref json, scope);
            }
            else if (json.ValueTextEquals("parameters"u8))
            {
                ParameterReader.Read(ref json, ref scope.Request.Parameters);
            }
            else if (json.ValueTextEquals("id"u8))
            {
                scope.Request.Id = ReadId(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        // Throws where something follows.
        json.Read();
        if (!hasInputs)
        {
            throw new RequestRefusedException($"The body has no 'inputs'; model '{scope.Model}' takes {scope.InputNames}.");
        }
    }

    private static string? ReadId(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => json.GetString(),
            JsonTokenType.Null => null,
            _ => throw new RequestRefusedException($"'id' is {JsonRefusal.Describe(ref json)}; it must be a string."),
        };
    }

    private static void ThrowIfTwice(ref bool isKnown, string name)
    {
        if (isKnown)
        {
            throw new RequestRefusedException($"The body has '{name}' twice.");
        }

        isKnown = true;
    }
}
