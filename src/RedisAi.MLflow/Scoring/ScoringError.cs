using System.Text;
using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>What is wrong with a request for predictions, with MLflow's code for it.</summary>
internal static class ScoringError
{
    private const int ShownBytes = 60;

    /// <summary>The request cannot be understood.</summary>
    public static MlflowException BadRequest(string message, Exception? cause = null) => new(message, MlflowErrorCodes.BadRequest, innerException: cause);

    /// <summary>The request is understood, and is not what the signature asks for.</summary>
    public static MlflowException Mismatch(string message) => new(message, MlflowErrorCodes.InvalidParameterValue);

    /// <summary>Inputs that the signature demands are not there.</summary>
    public static MlflowException Missing(IEnumerable<string> names, MlflowSignature? signature) =>
        Mismatch($"The model is missing inputs: {string.Join(", ", names.Select(static name => $"'{name}'"))}. It takes {signature}.");

    /// <summary>Columns that the signature demands, or without one the model's file, are not there.</summary>
    public static MlflowException Missing(IEnumerable<string> names, InputBinding binding) => binding.HasSchema
        ? Missing(names, binding.Signature)
        : Mismatch($"The model is missing inputs: {string.Join(", ", names.Select(static name => $"'{name}'"))}. Its file names the {binding.Columns.Count} columns that it takes; without names, as many are taken in their order.");

    public static MlflowException NotJson(JsonException error) => BadRequest($"The body is no JSON: {error.Message}", error);

    /// <summary>The value at which a reader stands, for messages: short, and as it was sent.</summary>
    public static string Describe(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.EndArray or JsonTokenType.EndObject or JsonTokenType.None => "nothing",
        JsonTokenType.String => $"\"{Shorten(json.ValueSpan)}\"",
        _ => Shorten(json.ValueSpan),
    };

    public static string Shorten(ReadOnlySpan<byte> utf8) => utf8.Length <= ShownBytes ? Encoding.UTF8.GetString(utf8) : $"{Encoding.UTF8.GetString(utf8[..ShownBytes])}...";
}
