using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.Server;

namespace RedisAi.Client.Tests;

/// <summary>A server in this process at a free port, with an engine and its backends.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly IHost _host;

    private ServerUnderTest(IHost host) => _host = host;

    public RedisAiEngine Engine => _host.Services.GetRequiredService<RedisAiEngine>();

    public int Port => _host.Services.GetRequiredService<IRespEndpoint>().Port;

    public string Url => $"redisai://127.0.0.1:{Port}";

    /// <param name="configure">Changes the settings of the endpoint.</param>
    /// <param name="more">Adds to the engine.</param>
    public static async Task<ServerUnderTest> StartAsync(Action<RespEndpointOptions>? configure = null, Action<RedisAiBuilder>? more = null)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        RedisAiBuilder ai = builder.Services.AddRedisAi().AddOnnxBackend().AddTorchBackend().AddRespEndpoint(0, configure);
        more?.Invoke(ai);
        ServerUnderTest server = new(builder.Build());
        await server._host.StartAsync();
        return server;
    }

    /// <summary>A certificate for localhost that its owner has signed.</summary>
    public static X509Certificate2 Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1), TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1));
    }

    public Task<RedisAiClient> ConnectAsync(RedisAiClientOptions? options = null) => RedisAiClient.ConnectAsync(Url, options, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
