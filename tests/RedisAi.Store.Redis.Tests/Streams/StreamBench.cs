using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.StreamHost;
using RedisAi.Testing;
using RedisAi.Testing.Redis;
using StackExchange.Redis;

namespace RedisAi.Store.Redis.Tests.Streams;

/// <summary>A server of a test's own, and hosts with workers on its streams. Disposing it stops them all.</summary>
internal sealed class StreamBench : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];
    private readonly RedisServer _server;
    private readonly ConnectionMultiplexer _multiplexer;

    private StreamBench(RedisServer server, ConnectionMultiplexer multiplexer) => (_server, _multiplexer) = (server, multiplexer);

    /// <summary>How long leases last, and after how long workers count as dead.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromMilliseconds(600);

    /// <summary>Numbers that chance gives, or the seed that is set.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("STREAM_SEED"), out int seed) ? seed : Environment.TickCount & 0xFFFF;

    public RedisServer Server => _server;

    public IDatabase Database => _multiplexer.GetDatabase();

    /// <summary>What was logged by all hosts.</summary>
    public RecordedLog Log { get; } = new();

    public static async Task<StreamBench> StartAsync()
    {
        RedisPrograms.SkipUnlessInstalled();
        RedisServer server = await RedisServer.StartAsync();
        return new StreamBench(server, await ConnectionMultiplexer.ConnectAsync(server.Configuration));
    }

    /// <summary>Starts a host with a worker.</summary>
    public async Task<IHost> WorkAsync(Action<StreamWorkerOptions>? configure = null, TimeSpan step = default, Action<RedisAiBuilder>? add = null)
    {
        IHost host = WorkerHost.Create(_server.Configuration, Lease, configure, step, Log, add);
        _hosts.Add(host);
        await host.StartAsync();
        return host;
    }

    /// <summary>Starts a process with a worker, and waits until it works.</summary>
    public async Task<ChildProcess> StartProcessAsync(TimeSpan step = default)
    {
        ChildProcess process = new(
            ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.StreamHost"), _server.Configuration, $"{Lease.TotalMilliseconds:F0}", $"{step.TotalMilliseconds:F0}"]);
        if (await process.ReadLineAsync(Eventually.Limit) != "started")
        {
            string errors = await process.ErrorsAsync();
            process.Dispose();
            throw new InvalidOperationException(errors);
        }

        return process;
    }

    public StreamFeed Feed(int seed, int sessions) => new(Database, new Random(seed), sessions);

    /// <summary>How a host's worker does.</summary>
    public static StreamWorker WorkerOf(IHost host) => host.Services.GetRequiredService<StreamWorkers>().List[0];

    /// <summary>Stops a host.</summary>
    public async Task StopAsync(IHost host)
    {
        _hosts.Remove(host);
        await host.StopAsync();
        host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IHost host in _hosts.ToArray())
        {
            await StopAsync(host);
        }

        await _multiplexer.DisposeAsync();
        _server.Dispose();
    }
}
