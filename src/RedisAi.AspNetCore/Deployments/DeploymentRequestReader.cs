using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RedisAi.AspNetCore.Deployments.Archives;
using RedisAi.AspNetCore.Http;
using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>Reads what a client asks to be deployed: from the address, in front of an archive, or from a body in JSON.</summary>
/// <param name="maxBytes">How many bytes JSON may have.</param>
internal sealed class DeploymentRequestReader(int maxBytes)
{
    private const string NameKey = "name";
    private const string ModelUriKey = "model_uri";
    private const string FlavorKey = "flavor";
    private const string ConfigKey = "config";

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <exception cref="MlflowException">It says something that makes no sense.</exception>
    /// <exception cref="RequestRefusedException">It is neither an archive nor JSON.</exception>
    public async Task<DeploymentRequest> ReadAsync(HttpContext context)
    {
        string? contentType = context.Request.ContentType;
        if (ArrivingArchive.Is(contentType))
        {
            // The endpoint has a limit of its own. Of what is refused before it was read the server passes over the rest, for some seconds, so that the client comes to read why.
            RequestBody.LiftLimit(context, long.MaxValue);
            return OfQuery(context.Request.Query);
        }

        if (!MediaTypes.Is(contentType, AnswerSender.Json))
        {
            throw new RequestRefusedException(
                FailureKind.UnsupportedMediaType, $"The Content-Type is '{contentType}'; it must be application/x-tar for a model's folder as an archive, packed with gzip or not, or {AnswerSender.Json}.");
        }

        using RequestBody body = await RequestBody.ReadAsync(context, maxBytes).ConfigureAwait(false);
        using JsonDocument json = Parse(() => JsonDocument.Parse(body.Bytes, s_strict), "The body");
        return OfBody(json.RootElement);
    }

    private static DeploymentRequest OfQuery(IQueryCollection query)
    {
        string? config = Single(query, ConfigKey);
        using JsonDocument? json = config is null ? null : Parse(() => JsonDocument.Parse(config, s_strict), $"The query parameter '{ConfigKey}'");
        return new DeploymentRequest(Single(query, NameKey), ModelUri: null, Single(query, FlavorKey), ConfigOf(json?.RootElement), IsUpload: true);
    }

    private static DeploymentRequest OfBody(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("The body must be an object in JSON.");
        }

        string? unknown = body.EnumerateObject().Select(static member => member.Name).FirstOrDefault(static key => key is not (NameKey or ModelUriKey or FlavorKey or ConfigKey));
        return unknown is null
            ? new DeploymentRequest(Text(body, NameKey), Text(body, ModelUriKey), Text(body, FlavorKey), ConfigOf(Member(body, ConfigKey)), IsUpload: false)
            : throw Wrong($"The body has '{unknown}', which is not known; there are {NameKey}, {ModelUriKey}, {FlavorKey} and {ConfigKey}.");
    }

    private static string? Single(IQueryCollection query, string key) => query[key] switch
    {
        [] => null,
        [{ } value] => value,
        _ => throw Wrong($"The query parameter '{key}' is there more than once."),
    };

    private static JsonElement? Member(JsonElement body, string key) => body.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement body, string key) => Member(body, key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw Wrong($"'{key}' must be a text."),
    };

    private static Dictionary<string, string> ConfigOf(JsonElement? config) => config switch
    {
        null => [],
        { ValueKind: JsonValueKind.Object } settings => settings.EnumerateObject().ToDictionary(static setting => setting.Name, static setting => setting.Value.ValueKind switch
        {
            JsonValueKind.String => setting.Value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => setting.Value.GetRawText(),
            _ => throw Wrong($"The setting '{setting.Name}' must be a text, a number or a truth value."),
        }),
        _ => throw Wrong($$"""'{{ConfigKey}}' must be an object of settings, such as {"batchsize": "8"}."""),
    };

    private static JsonDocument Parse(Func<JsonDocument> parse, string what)
    {
        try
        {
            return parse();
        }
        catch (JsonException error)
        {
            throw new MlflowException($"{what} cannot be read as JSON: {error.Message}", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
    }

    private static MlflowException Wrong(string message) => new(message, MlflowErrorCodes.InvalidParameterValue);
}
