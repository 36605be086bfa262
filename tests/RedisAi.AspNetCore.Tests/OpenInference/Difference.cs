using System.Text.Json;

namespace RedisAi.AspNetCore.Tests.OpenInference;

/// <summary>Where an answer is meant to differ from what another server has answered; docs/mlflow.md has the same as a table.</summary>
/// <param name="Exchange">The name of the exchange.</param>
/// <param name="Status">The status here; null where it is the same.</param>
/// <param name="Body">Whether the body has something else to say.</param>
/// <param name="Reason">Why.</param>
internal sealed record Difference(string Exchange, int? Status, bool Body, string Reason)
{
    /// <summary>All of them, by exchange.</summary>
    public static Dictionary<string, Difference> Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.EnumerateArray().Select(Read).ToDictionary(static difference => difference.Exchange);
    }

    private static Difference Read(JsonElement json) => new(
        json.GetProperty("exchange").GetString()!,
        json.TryGetProperty("status", out JsonElement status) ? status.GetInt32() : null,
        json.TryGetProperty("body", out JsonElement body) && body.GetBoolean(),
        json.GetProperty("reason").GetString()!);
}
