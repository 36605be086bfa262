using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads <c>params</c>: those of which the signature says that they are inputs of the model; others are passed over, as MLflow does.</summary>
internal static class ParameterValues
{
    /// <summary>Reads the value at which a reader stands, to its end.</summary>
    public static void Read(ref Utf8JsonReader json, InputCollector inputs)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw ScoringError.BadRequest($"'params' must be an object; it is {ScoringError.Describe(ref json)}.");
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            BoundInput? input = Find(ref json, inputs.Binding);
            json.Read();
            if (input is null)
            {
                json.Skip();
                continue;
            }

            ElementSink sink = inputs.SinkOf(input);
            sink.Clear();
            sink.Read(ref json, input.Rules);
        }
    }

    private static BoundInput? Find(ref Utf8JsonReader json, InputBinding binding)
    {
        foreach (BoundInput input in binding.Inputs)
        {
            if (input.Parameter is { } parameter && json.ValueTextEquals(parameter.Name))
            {
                return input;
            }
        }

        return null;
    }
}
