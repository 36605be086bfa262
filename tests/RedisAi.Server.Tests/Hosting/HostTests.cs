using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Hosting;

public sealed class HostTests : IDisposable
{
    private readonly RecordedLog _log = new(LogLevel.Information);

    public void Dispose() => _log.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endpoint_serves_while_the_host_runs()
    {
        using IHost host = Create([], static builder => builder.AddRespEndpoint(0));
        IRespEndpoint endpoint = host.Services.GetRequiredService<IRespEndpoint>();
        Assert.Equal(0, endpoint.Port);

        await host.StartAsync(Token);
        using RespClient client = Connect(endpoint);
        Assert.Equal("+PONG", client.Ask("PING"));
        Assert.Equal(1, endpoint.ClientCount);
        await host.StopAsync(Token);

        Assert.Equal("", client.ReadToEnd());
        Assert.Contains(_log.Lines, line => line == $"RedisAi[400]: Clients are served at localhost:{endpoint.Port}");
    }

    [Fact]
    public async Task Endpoint_listens_when_the_models_are_loaded()
    {
        int port = 0;
        using IHost host = Create([], builder => builder.AddRespEndpoint(0).AddModel("m", services =>
        {
            port = services.GetRequiredService<IRespEndpoint>().Port;
            return ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]);
        }));

        await host.StartAsync(Token);

        Assert.Equal(0, port);
        Assert.NotEqual(0, host.Services.GetRequiredService<IRespEndpoint>().Port);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Several_endpoints_serve_the_same_clients_list()
    {
        using IHost host = Create([], static builder => builder.AddRespEndpoint(0).AddRespEndpoint(0, static options => options.Password = "p"));
        await host.StartAsync(Token);
        IRespEndpoint[] endpoints = [.. host.Services.GetServices<IRespEndpoint>()];

        using RespClient first = Connect(endpoints[0]);
        using RespClient second = Connect(endpoints[1]);
        Assert.Equal("+PONG", first.Ask("PING"));
        Assert.Equal("-NOAUTH Authentication required.", second.Ask("PING"));
        Assert.Equal(2, first.Ask("CLIENT", "LIST").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Settings_come_from_the_configuration_and_are_not_taken_for_misspelt_ones()
    {
        using IHost host = Create(
            ["RedisAi:Resp:MaxClients=7", "RedisAi:Resp:IdleTimeout=00:01:00", "RedisAi:Resp:MaxPendingBytesPerClient=5000000", "RedisAi:Resp:ReceiveTimeout=00:00:20", "RedisAi:Resp:MinBytesPerSecond=100", "RedisAi:Resp:Users:ann:Password=a", "RedisAi:Resp:Users:ann:MayStoreCode=true", "RedisAi:Resp:Tls:RequireClientCertificate=false", "RedisAi:Resp:Ai:ModelChunkSize=123", "RedisAi:Resp:Ai:RefusesNegatives=false"],
            static builder => builder.AddRespEndpoint(0, static options => options.MaxBulkBytes = 1 << 20));
        await host.StartAsync(Token);
        RespEndpointOptions options = host.Services.GetRequiredService<IOptionsMonitor<RespEndpointOptions>>().Get("resp0");

        Assert.Equal(7, options.MaxClients);
        Assert.Equal(TimeSpan.FromMinutes(1), options.IdleTimeout);
        Assert.Equal(5_000_000, options.MaxPendingBytesPerClient);
        Assert.Equal(TimeSpan.FromSeconds(20), options.ReceiveTimeout);
        Assert.Equal(100, options.MinBytesPerSecond);
        Assert.Equal(1 << 20, options.MaxBulkBytes);
        Assert.True(options.Users["ann"].MayStoreCode);
        using RespClient client = Connect(host.Services.GetRequiredService<IRespEndpoint>());
        Assert.Equal("+OK", client.Ask("AUTH", "ann", "a"));
        Assert.Equal(":123", client.Ask("AI.CONFIG", "GET", "MODEL_CHUNK_SIZE"));
        Assert.Equal("-NOPERM this user has no permissions to run the 'ai.config|model_chunk_size' command", client.Ask("AI.CONFIG", "MODEL_CHUNK_SIZE", "1"));
        Assert.Equal("-NOPERM this user has no permissions to run the 'ai.config|backendspath' command", client.Ask("AI.CONFIG", "BACKENDSPATH", "/x"));
        Assert.Equal("+OK", client.Ask("AI.TENSORSET", "t", "INT8", "1", "VALUES", "-1"));
        Assert.DoesNotContain(_log.Lines, static line => line.StartsWith("RedisAi[304]", StringComparison.Ordinal) || line.StartsWith("RedisAi[412]", StringComparison.Ordinal));
        await host.StopAsync(Token);
    }

    [Theory]
    [InlineData("RedisAi:Resp:Address=0.0.0.0", "RedisAi:Resp:Address (0.0.0.0) is reached from other machines, and there is no password: set Password, or add Users, or listen on localhost.")]
    [InlineData("RedisAi:Resp:Address=*", "RedisAi:Resp:Address (*) is reached from other machines, and there is no password: set Password, or add Users, or listen on localhost.")]
    [InlineData("RedisAi:Resp:Address=here", "RedisAi:Resp:Address (here) must be an IP address, localhost, or * for all addresses.")]
    [InlineData("RedisAi:Resp:MaxClients=0", "RedisAi:Resp:MaxClients (0) must be at least 1.")]
    [InlineData("RedisAi:Resp:Users:ann:MayWrite=false", "RedisAi:Resp:Users:ann has no password: set Password or PasswordSha256.")]
    [InlineData("RedisAi:Resp:Users:ann:PasswordSha256=12", "RedisAi:Resp:Users:ann:PasswordSha256 must be 64 hexadecimal digits.")]
    [InlineData("RedisAi:Resp:Tls:RequireClientCertificate=true", "RedisAi:Resp:Tls has settings, but no certificate: set CertificatePath.")]
    [InlineData("RedisAi:Resp:SendTimeout=10000", "RedisAi:Resp:SendTimeout (10000.00:00:00) must be between 00:00:01 and 365.00:00:00. A number alone is read as days: write 00:00:10 for ten seconds.")]
    [InlineData("RedisAi:Resp:MaxPendingBytesPerClient=1000", "RedisAi:Resp:MaxPendingBytesPerClient (1000) must be at least 1048576.")]
    [InlineData("RedisAi:Resp:MaxPendingBytesPerClient=3000000 RedisAi:Resp:MaxPendingBytes=2000000", "RedisAi:Resp:MaxPendingBytesPerClient (3000000) must not exceed 2000000.")]
    [InlineData("RedisAi:Resp:ReceiveTimeout=0", "RedisAi:Resp:ReceiveTimeout (00:00:00) must be between 00:00:01 and 365.00:00:00. A number alone is read as days: write 00:00:10 for ten seconds.")]
    [InlineData("RedisAi:Resp:MinBytesPerSecond=0", "RedisAi:Resp:MinBytesPerSecond (0) must be at least 1.")]
    public async Task Settings_that_make_no_sense_end_the_start_with_the_reason(string settings, string reason)
    {
        using IHost host = Create(settings.Split(' '), static builder => builder.AddRespEndpoint(0));

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));

        Assert.Equal(reason, error.Message);
    }

    [Fact]
    public async Task Keys_that_mean_nothing_are_warned_of()
    {
        using IHost host = Create(
            ["RedisAi:Resp:Pasword=p", "RedisAi:Resp:Ai:Chunks=1", "RedisAi:Resp:Tls:Path=x", "RedisAi:Resp:Users:ann:Password=p", "RedisAi:Resp:Users:ann:Rights=all", "RedisAi:Resp:maxclients=5"],
            static builder => builder.AddRespEndpoint(0));
        await host.StartAsync(Token);

        Assert.Contains(
            "RedisAi[412]: The configuration has keys that mean nothing, and are ignored: RedisAi:Resp:Ai:Chunks, RedisAi:Resp:Pasword, RedisAi:Resp:Tls:Path, RedisAi:Resp:Users:ann:Rights", _log.Lines);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Anywhere_is_listened_to_with_a_password()
    {
        using IHost host = Create(["RedisAi:Resp:Address=*", "RedisAi:Resp:Password=p"], static builder => builder.AddRespEndpoint(0));
        await host.StartAsync(Token);

        using RespClient client = Connect(host.Services.GetRequiredService<IRespEndpoint>());
        Assert.Equal("+OK", client.Ask("AUTH", "p"));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Keyspace_of_scripts_is_that_of_clients()
    {
        using IHost host = Create([], static builder => builder.AddRespEndpoint(0));
        await host.StartAsync(Token);

        Assert.Equal("PONG", host.Services.GetRequiredService<RedisAiEngine>().Keyspace.Execute("PING", []).Text);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Metrics_tell_what_clients_came_to()
    {
        Dictionary<string, long> values = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name.StartsWith("redisai.resp.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => values[instrument.Name] = value);
        listener.Start();
        using IHost host = Create([], static builder => builder.AddRespEndpoint(0));
        await host.StartAsync(Token);
        using RespClient client = Connect(host.Services.GetRequiredService<IRespEndpoint>());
        client.Ask("PING");
        client.Ask("NOSUCH");

        // What was sent is counted when it was, and the client may be quicker.
        await Eventually.HoldsAsync(
            () =>
            {
                listener.RecordObservableInstruments();
                return values["redisai.resp.sent"] > 50;
            },
            "all replies are counted");

        Assert.Equal(1, values["redisai.resp.clients"]);
        Assert.Equal(1, values["redisai.resp.connections"]);
        Assert.Equal(0, values["redisai.resp.rejections"]);
        Assert.Equal(2, values["redisai.resp.commands"]);
        Assert.Equal(1, values["redisai.resp.errors"]);
        Assert.Equal(30, values["redisai.resp.received"]);
        await host.StopAsync(Token);
    }

    private IHost Create(string[] settings, Action<RedisAiBuilder> add)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Development });
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => setting.Split('=', 2)).Select(static parts => KeyValuePair.Create(parts[0], (string?)parts[1])));
        builder.Logging.ClearProviders().AddProvider(_log);
        add(builder.Services.AddRedisAi());
        return builder.Build();
    }

    private static RespClient Connect(IRespEndpoint endpoint) => new(new IPEndPoint(IPAddress.Loopback, endpoint.Port));
}
