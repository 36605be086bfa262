using System.Net.Http.Headers;

namespace RedisAi.MLflow.Rest;

/// <summary>A request to a server, which can be sent any number of times.</summary>
/// <param name="method">What is to be done.</param>
/// <param name="uri">Where.</param>
internal sealed class RestRequest(HttpMethod method, Uri uri)
{
    /// <summary>What is to be done.</summary>
    public HttpMethod Method => method;

    /// <summary>Where.</summary>
    public Uri Uri => uri;

    /// <summary>Makes the body, for each sending anew; null for none.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>From which byte on a file is wanted.</summary>
    public long Offset { get; init; }

    /// <summary>What marks the state of the file that the bytes before are of; null when that is not known.</summary>
    public string? ETag { get; init; }

    /// <summary>Whether it does the same, sent once or twice.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>What a message calls it.</summary>
    public string Name => $"{method.Method} {uri.AbsolutePath}";

    /// <summary>A message for an address, which is that of the request unless a server has sent it on.</summary>
    public HttpRequestMessage ToMessage(Uri target)
    {
        HttpRequestMessage message = new(method, target) { Content = Content?.Invoke() };
        if (Offset > 0)
        {
            message.Headers.Range = new RangeHeaderValue(Offset, null);
            if (ETag is not null && EntityTagHeaderValue.TryParse(ETag, out EntityTagHeaderValue? tag))
            {
                message.Headers.IfRange = new RangeConditionHeaderValue(tag);
            }
        }

        return message;
    }
}
