using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RedisAi.MLflow.Rest;

/// <summary>Asks servers, as often as it takes, and turns answers that are no success into errors. For any thread.</summary>
/// <param name="transport">Sends.</param>
/// <param name="retries">Tries again.</param>
/// <param name="loginScheme">What kind of login goes along, for messages; null for none.</param>
internal sealed class RestClient(RestTransport transport, RetryPolicy retries, string? loginScheme)
{
    private const long MostJson = 32 << 20;
    private const long MostOfError = 64 << 10;
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    /// <summary>Tries again; for those who read answers piece by piece.</summary>
    public RetryPolicy Retries => retries;

    /// <summary>Asks for JSON.</summary>
    /// <exception cref="MlflowException">The server refuses it, or cannot be reached.</exception>
    public async Task<T> GetAsync<T>(Uri uri, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        (await SendAsync(new RestRequest(HttpMethod.Get, uri), cancellationToken).ConfigureAwait(false)).As(type);

    /// <summary>Sends JSON, and asks for JSON.</summary>
    /// <param name="uri">Where.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="bodyType">Its type.</param>
    /// <param name="type">The type of the answer.</param>
    /// <param name="isRepeatable">Whether it does the same, sent once or twice.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">The server refuses it, or cannot be reached.</exception>
    public async Task<T> PostAsync<TBody, T>(
        Uri uri, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, bool isRepeatable, CancellationToken cancellationToken)
    {
        RestRequest request = new(HttpMethod.Post, uri) { Content = JsonContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType)), IsRepeatable = isRepeatable };
        return (await SendAsync(request, cancellationToken).ConfigureAwait(false)).As(type);
    }

    /// <summary>Makes the body of a request that has JSON.</summary>
    public static Func<HttpContent> JsonContent(byte[] json) => () => new ByteArrayContent(json) { Headers = { ContentType = s_json } };

    /// <summary>Sends a request, and returns the whole answer.</summary>
    /// <exception cref="MlflowException">The server refuses it, or cannot be reached.</exception>
    public Task<RestAnswer> SendAsync(RestRequest request, CancellationToken cancellationToken) => retries.RunAsync(
        async token =>
        {
            RestAnswer answer = await transport.SendAsync(request, MostJson, token).ConfigureAwait(false);
            return answer.IsSuccess ? answer : throw RestErrors.Of(answer, loginScheme);
        },
        request.IsRepeatable,
        progress: null,
        cancellationToken);

    /// <summary>Sends a request once, and returns an answer that is a success when its head has come. It is the caller's to dispose.</summary>
    /// <exception cref="MlflowException">The server refuses it, or cannot be reached.</exception>
    public async Task<HttpResponseMessage> OpenAsync(RestRequest request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await transport.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            RestAnswer answer = await transport.ReadAsync(request, response, MostOfError, cancellationToken).ConfigureAwait(false);
            throw RestErrors.Of(answer, loginScheme);
        }
    }

    /// <inheritdoc cref="RestTransport.StartPatience"/>
    public Patience StartPatience(CancellationToken cancellationToken) => transport.StartPatience(cancellationToken);
}
