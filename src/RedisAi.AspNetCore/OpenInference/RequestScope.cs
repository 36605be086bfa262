using System.Text.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>What the parts of a request are read for.</summary>
/// <param name="Model">The key of the model, for messages.</param>
/// <param name="Signature">What it takes and gives.</param>
/// <param name="Request">Takes what was read.</param>
internal readonly record struct RequestScope(string Model, ModelSignature Signature, InferenceRequest Request)
{
    /// <summary>What the model takes, for messages.</summary>
    public string InputNames => Names(Signature.Inputs);

    /// <summary>What the model gives, for messages.</summary>
    public string OutputNames => Names(Signature.Outputs);

    /// <summary>The input or output of the name at which a reader stands; null when there is none.</summary>
    public static TensorSpec? Find(ref Utf8JsonReader json, IReadOnlyList<TensorSpec> specs)
    {
        for (int i = 0; i < specs.Count; i++)
        {
            if (json.ValueTextEquals(specs[i].Name))
            {
                return specs[i];
            }
        }

        return null;
    }

    private static string Names(IReadOnlyList<TensorSpec> specs) => specs.Count == 0 ? "none" : string.Join(", ", specs.Select(static spec => $"'{spec.Name}'"));
}
