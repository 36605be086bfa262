using System.Net;
using System.Net.Sockets;
using RedisAi.Benchmarks.Goals.Batching;
using StackExchange.Redis;

namespace RedisAi.Benchmarks.Goals.Sharing;

/// <summary>A Redis server with replicas, all on loopback.</summary>
internal sealed class ReplicatedRedis : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly Owned _owned = new();
    private readonly int _port = FreePort();

    private ReplicatedRedis()
    {
    }

    /// <summary>How the client is told of the master.</summary>
    public string Configuration => $"127.0.0.1:{_port}";

    /// <summary>Starts them, and returns when the replicas follow; null where Redis is not installed.</summary>
    /// <param name="replicas">How many.</param>
    public static ReplicatedRedis? TryStart(int replicas)
    {
        ReplicatedRedis redis = new();
        if (RedisServer.TryStart(redis._port) is not { } master)
        {
            return null;
        }

        redis._owned.Add(master);
        for (int i = 0; i < replicas; i++)
        {
            redis._owned.Add(RedisServer.TryStart(FreePort(), redis._port)!);
        }

        using ConnectionMultiplexer client = ConnectionMultiplexer.Connect(redis.Configuration);
        while ((int)client.GetDatabase().Execute("WAIT", replicas, 100) < replicas)
        {
            Task.Delay(s_pause, TimeProvider.System).GetAwaiter().GetResult();
        }

        return redis;
    }

    public void Dispose() => _owned.Dispose();

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
