using System.Text;
using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Inputs of a model that the signature has as parameters: what they are where a request does not say.</summary>
internal static class ParameterDefaults
{
    public static bool Has(BoundInput input) => input.Parameter is { Default.ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) };

    /// <summary>Reads the default of an input that has one.</summary>
    public static void Read(BoundInput input, ElementSink sink)
    {
        if (!Has(input))
        {
            return;
        }

        Utf8JsonReader json = new(Encoding.UTF8.GetBytes(input.Parameter!.Default.GetRawText()));
        json.Read();
        sink.Read(ref json, input.Rules);
    }
}
