using System.Text;
using System.Text.Json;

namespace RedisAi.AspNetCore.Tests.Scoring;

/// <summary>A request that was sent to a server of MLflow's, and its answer.</summary>
internal sealed class ScoringExchange(JsonElement recorded)
{
    private readonly JsonElement _request = recorded.GetProperty("request");
    private readonly JsonElement _response = recorded.GetProperty("response");

    public string Model { get; } = recorded.GetProperty("model").GetString()!;

    public string Name { get; } = $"{recorded.GetProperty("model").GetString()}: {recorded.GetProperty("name").GetString()}";

    public int Status => _response.GetProperty("status").GetInt32();

    /// <summary>The answer, unless it was text.</summary>
    public JsonElement? Json => _response.TryGetProperty("json", out JsonElement json) ? json.Clone() : null;

    /// <summary>The answer as text, where it was recorded so.</summary>
    public string? Text => _response.TryGetProperty("text", out JsonElement text) ? text.GetString() : null;

    public string? ErrorCode => Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("error_code", out JsonElement code) ? code.GetString() : null;

    public HttpRequestMessage ToRequest()
    {
        HttpRequestMessage request = new(new HttpMethod(_request.GetProperty("method").GetString()!), $"/{Model}{_request.GetProperty("path").GetString()}");
        if (!_request.TryGetProperty("body", out JsonElement body) || body.ValueKind == JsonValueKind.Null)
        {
            return request;
        }

        ByteArrayContent content = new(Encoding.UTF8.GetBytes(body.GetString()!));
        if (_request.TryGetProperty("contentType", out JsonElement type) && type.ValueKind == JsonValueKind.String)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type.GetString());
        }

        request.Content = content;
        return request;
    }
}
