using System.Text.Json;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads texts and names of JSON.</summary>
internal static class JsonText
{
    /// <exception cref="MlflowException">Its bytes or its escapes are no text.</exception>
    public static string Read(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw ScoringError.BadRequest($"The body has a string that is no text: {error.Message}", error);
        }
    }
}
