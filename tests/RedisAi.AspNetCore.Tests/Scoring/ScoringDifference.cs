using System.Text.Json;

namespace RedisAi.AspNetCore.Tests.Scoring;

/// <summary>A recorded exchange that is answered otherwise here, on purpose.</summary>
/// <param name="Status">The status here; null when it is the recorded one.</param>
/// <param name="ErrorCode">The error code here; null when it is the recorded one, or when there is no error.</param>
/// <param name="Answer">The answer here; null when it is the recorded one, or an error.</param>
internal sealed record ScoringDifference(int? Status, string? ErrorCode, JsonElement? Answer)
{
    /// <summary>Reads the table, by the names of models and exchanges.</summary>
    public static Dictionary<string, ScoringDifference> Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.EnumerateArray().ToDictionary(
            static entry => $"{entry.GetProperty("model").GetString()}: {entry.GetProperty("exchange").GetString()}",
            static entry =>
            {
                Assert.NotEmpty(entry.GetProperty("reason").GetString()!);
                return new ScoringDifference(
                    entry.TryGetProperty("status", out JsonElement status) ? status.GetInt32() : null,
                    entry.TryGetProperty("errorCode", out JsonElement code) ? code.GetString() : null,
                    entry.TryGetProperty("answer", out JsonElement answer) ? answer.Clone() : null);
            });
    }
}
