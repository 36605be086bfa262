using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RedisAi.MLflow.Rest;

/// <summary>A whole answer.</summary>
internal sealed class RestAnswer
{
    private readonly string? _contentType;

    public RestAnswer(RestRequest request, HttpResponseMessage response, byte[] body, TimeProvider time)
    {
        (Request, Status, Body) = (request, response.StatusCode, body);
        _contentType = response.Content.Headers.ContentType?.MediaType;
        RetryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };
        WantsBasic = response.Headers.WwwAuthenticate.Any(static challenge => challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What was asked.</summary>
    public RestRequest Request { get; }

    public HttpStatusCode Status { get; }

    public byte[] Body { get; }

    /// <summary>How long the server wants to be left alone; null when it does not say. It may be over already.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether it asks for a user and a password.</summary>
    public bool WantsBasic { get; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Reads it as JSON.</summary>
    /// <exception cref="MlflowException">It is something else.</exception>
    public T As<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Body, type) ?? throw Misunderstood("it is null", null);
        }
        catch (JsonException error)
        {
            throw Misunderstood(_contentType is null or "application/json" ? error.Message : $"it is {_contentType}. Is that an MLflow server, and is nothing between that wants a login?", error);
        }
    }

    /// <summary>The error of an answer that lacks something, or is something else.</summary>
    public MlflowException Misunderstood(string problem, Exception? error = null) =>
        new($"The answer of the server at {Request.Uri.GetLeftPart(UriPartial.Authority)} to {Request.Name} cannot be understood: {problem}", MlflowErrorCodes.InternalError, Status, error);
}
