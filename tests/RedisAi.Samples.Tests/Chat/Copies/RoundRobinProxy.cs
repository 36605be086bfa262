using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace RedisAi.Samples.Tests.Chat.Copies;

/// <summary>What stands before the copies: it asks one after the other, and asks the next one where a copy refuses or breaks the connection, or says that it cannot answer now.</summary>
/// <remarks>As load balancers do, it does so for methods that may be sent twice, PUT among them, and not for POST.</remarks>
internal sealed class RoundRobinProxy : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private volatile Uri[] _copies = [];
    private int _next;
    private int _retries;

    private RoundRobinProxy(WebApplication app, HttpClient client)
    {
        _app = app;
        _client = client;
        app.Run(ForwardAsync);
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>How often another copy was asked.</summary>
    public int Retries => Volatile.Read(ref _retries);

    public static async Task<RoundRobinProxy> StartAsync(HttpClient client)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        RoundRobinProxy proxy = new(builder.Build(), client);
        await proxy._app.StartAsync();
        return proxy;
    }

    /// <summary>Says which copies there are; one that is dead may be among them.</summary>
    public void Use(IEnumerable<Uri> copies) => _copies = [.. copies];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            bool isLast = HttpMethods.IsPost(context.Request.Method) || TimeProvider.System.GetElapsedTime(began) > s_patience;
            using HttpResponseMessage? answer = await AskAsync(context.Request, body.ToArray(), context.RequestAborted);
            if (answer is not null && (isLast || answer.StatusCode != HttpStatusCode.ServiceUnavailable))
            {
                await RelayAsync(answer, context);
                return;
            }

            if (isLast)
            {
                context.Response.StatusCode = StatusCodes.Status502BadGateway;
                return;
            }

            Interlocked.Increment(ref _retries);
            await Task.Delay(s_pause, TimeProvider.System, context.RequestAborted);
        }
    }

    /// <summary>Asks the next copy.</summary>
    /// <returns>The whole answer; null where there is none, or half of it.</returns>
    private async Task<HttpResponseMessage?> AskAsync(HttpRequest request, byte[] body, CancellationToken cancellationToken)
    {
        Uri[] copies = _copies;
        Uri copy = copies[(Interlocked.Increment(ref _next) & int.MaxValue) % copies.Length];
        using HttpRequestMessage message = new(new HttpMethod(request.Method), new Uri(copy, request.GetEncodedPathAndQuery()));
        if (body.Length > 0)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        try
        {
            return await _client.SendAsync(message, HttpCompletionOption.ResponseContentRead, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task RelayAsync(HttpResponseMessage answer, HttpContext context)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
