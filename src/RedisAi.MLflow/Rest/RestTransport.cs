using System.Net;

namespace RedisAi.MLflow.Rest;

/// <summary>Sends requests, once each, and waits for the answers no longer than is set. For any thread.</summary>
internal sealed class RestTransport : IDisposable
{
    private const string Agent = "redisai-dotnet";
    private static readonly TimeSpan s_connectionLife = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly OwnServers _own;
    private readonly TimeProvider _time;

    /// <param name="own">The servers that are told who is asking.</param>
    /// <param name="options">How long is waited, and how connections are encrypted.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MlflowException">The files of the encryption cannot be read.</exception>
    public RestTransport(OwnServers own, MlflowClientOptions options, TimeProvider time)
    {
        (_own, _time, Timeout) = (own, time, options.Timeout);
        SocketsHttpHandler handler = new()
        {
            // A handler that follows by itself would not ask where to.
            AllowAutoRedirect = false,
            UseCookies = false,

            // Lengths and ranges are those of the files themselves.
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = s_connectionLife,
            SslOptions = TlsSetup.Create(options.Tls),
        };
        _http = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(Agent);
    }

    /// <summary>How long an answer may take to begin, and how long it may pause.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Sends a request and returns the answer, of any status, when its head has come. It is the caller's to dispose.</summary>
    /// <exception cref="MlflowException">There is no answer.</exception>
    public async Task<HttpResponseMessage> OpenAsync(RestRequest request, CancellationToken cancellationToken)
    {
        using Patience patience = new(Timeout, _time, cancellationToken);
        try
        {
            return await FollowAsync(request, patience.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (Patience.IsOfNetwork(error))
        {
            throw patience.Explain(error, request);
        }
    }

    /// <summary>Sends a request and returns the whole answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">There is no answer, or a longer one.</exception>
    public async Task<RestAnswer> SendAsync(RestRequest request, long limit, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(request, response, limit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the rest of an answer.</summary>
    /// <inheritdoc cref="SendAsync"/>
    public async Task<RestAnswer> ReadAsync(RestRequest request, HttpResponseMessage response, long limit, CancellationToken cancellationToken)
    {
        using Patience patience = new(Timeout, _time, cancellationToken);
        try
        {
            byte[] body = await LimitedBody.ReadAsync(response.Content, limit, patience.Token).ConfigureAwait(false);
            return new RestAnswer(request, response, body, _time);
        }
        catch (Exception error) when (Patience.IsOfNetwork(error))
        {
            throw patience.Explain(error, request);
        }
    }

    /// <summary>Begins to wait for the rest of an answer that is read piece by piece.</summary>
    public Patience StartPatience(CancellationToken cancellationToken) => new(Timeout, _time, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(RestRequest request, CancellationToken cancellationToken)
    {
        Uri uri = request.Uri;
        for (int redirections = 0; ; redirections++)
        {
            using HttpRequestMessage message = request.ToMessage(uri);
            _own.Complete(message);
            HttpResponseMessage response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!Redirections.Is(response.StatusCode))
            {
                return response;
            }

            using (response)
            {
                uri = Redirections.Next(request, uri, response, redirections);
            }
        }
    }
}
