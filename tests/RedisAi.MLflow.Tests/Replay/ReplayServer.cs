using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Tests.Replay;

/// <summary>A web server of this machine that answers as a test says, and keeps what it was asked.</summary>
internal sealed class ReplayServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<SeenRequest> _seen = new();
    private readonly WebApplication _app;

    private ReplayServer(RequestDelegate handler, X509Certificate2? certificate, bool wantsClientCertificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.ClientCertificateMode = wantsClientCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        }));
        _app = builder.Build();
        _app.Run(async context =>
        {
            await KeepAsync(context);
            await handler(context);
        });
    }

    /// <summary>Gets where it is, as in <c>http://127.0.0.1:5000</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Gets what it was asked, in the order in which that came.</summary>
    public IReadOnlyList<SeenRequest> Seen => [.. _seen];

    /// <summary>Starts a server.</summary>
    /// <param name="handler">Answers; it may be called by several threads at once.</param>
    /// <param name="certificate">Its certificate; null for no encryption.</param>
    /// <param name="wantsClientCertificate">Whether clients must have one, too.</param>
    public static async Task<ReplayServer> StartAsync(RequestDelegate handler, X509Certificate2? certificate = null, bool wantsClientCertificate = false)
    {
        ReplayServer server = new(handler, certificate, wantsClientCertificate);
        await server._app.StartAsync();
        server.Address = server._app.Urls.First();
        return server;
    }

    /// <summary>Forgets what it was asked.</summary>
    public void Forget() => _seen.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task KeepAsync(HttpContext context)
    {
        MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        context.Request.Body = new MemoryStream(body.ToArray());

        // The path as it came: the server has its escapes undone otherwise.
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        _seen.Enqueue(new SeenRequest(
            context.Request.Method,
            query < 0 ? target : target[..query],
            query < 0 ? "" : target[query..],
            context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));
    }
}
