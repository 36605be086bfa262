using System.Globalization;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Servers;

/// <summary>One master, two replicas and three sentinels of a test's own. Disposing it ends all of them.</summary>
internal sealed class SentinelGroup : IDisposable
{
    /// <summary>The name that the sentinels know the master by.</summary>
    public const string Name = "main";

    private SentinelGroup(RedisServer[] servers, RedisServer[] sentinels)
    {
        Servers = servers;
        Sentinels = sentinels;
    }

    /// <summary>Gets the master of the beginning and its two replicas.</summary>
    public IReadOnlyList<RedisServer> Servers { get; }

    public IReadOnlyList<RedisServer> Sentinels { get; }

    /// <summary>Gets how StackExchange.Redis finds the master.</summary>
    public string Configuration => string.Join(',', Sentinels.Select(static sentinel => sentinel.Address)) + $",serviceName={Name}";

    /// <summary>Gets the master that the sentinels tell of.</summary>
    public RedisServer Master
    {
        get
        {
            int port = MasterPortBy(Sentinels.First(static sentinel => sentinel.IsRunning));
            return Servers.First(server => server.Port == port);
        }
    }

    /// <summary>Gets the others, replicas or about to be.</summary>
    public IEnumerable<RedisServer> Replicas
    {
        get
        {
            RedisServer master = Master;
            return Servers.Where(server => server != master);
        }
    }

    private IEnumerable<RedisServer> All => Servers.Concat(Sentinels);

    /// <summary>Starts them, and returns when the sentinels know all replicas and each other. Skips the test where a program is missing.</summary>
    /// <param name="downAfterMilliseconds">How long the master must be silent until a failover begins; longer than one that is well may have to wait for a core.</param>
    /// <param name="lines">Further lines for the configuration of master and replicas.</param>
    public static async Task<SentinelGroup> StartAsync(int downAfterMilliseconds = 3000, params IReadOnlyList<string> lines)
    {
        RedisPrograms.SkipUnlessInstalled(RedisPrograms.Server, RedisPrograms.Sentinel);
        string[] replication = ["repl-diskless-sync yes", "repl-diskless-sync-delay 0", "repl-ping-replica-period 1", .. lines];
        List<RedisServer> servers = [await RedisServer.StartAsync(new RedisServerOptions { Lines = replication })];
        RedisServer[] sentinels = [];
        try
        {
            servers.AddRange(await ServerGroup.StartAsync(2, new RedisServerOptions { Lines = [.. replication, $"replicaof 127.0.0.1 {servers[0].Port}"] }));
            await ServerGroup.HoldsAsync(() => servers[0].Info("connected_slaves") == "2" && servers[1..].All(IsInSync), "two replicas of the master", servers);
            sentinels = await ServerGroup.StartAsync(3, new RedisServerOptions
            {
                IsSentinel = true,
                Lines =
                [
                    $"sentinel monitor {Name} 127.0.0.1 {servers[0].Port} 2",
                    $"sentinel down-after-milliseconds {Name} {downAfterMilliseconds.ToString(CultureInfo.InvariantCulture)}",
                    $"sentinel failover-timeout {Name} 4000",
                    $"sentinel parallel-syncs {Name} 2",
                ],
            });
            SentinelGroup group = new([.. servers], sentinels);
            await group.SettledAsync();
            return group;
        }
        catch
        {
            foreach (RedisServer server in servers.Concat(sentinels))
            {
                server.Dispose();
            }

            throw;
        }
    }

    /// <summary>Waits until all sentinels tell of another master that takes writes.</summary>
    /// <param name="former">The master of before.</param>
    public async Task<RedisServer> FailedOverAsync(RedisServer former)
    {
        await ServerGroup.HoldsAsync(
            () => Sentinels.All(sentinel => MasterPortBy(sentinel) != former.Port) && Master.Info("role") == "master", $"another master than {former.Address}", All);
        return Master;
    }

    /// <summary>Has the sentinels make another server the master. One that is told to so soon after another change that the others take it back is told once more.</summary>
    /// <param name="sentinel">Which of them is told.</param>
    public async Task FailOverAsync(int sentinel)
    {
        RedisServer former = Master;
        long told = 0;
        await ServerGroup.HoldsAsync(
            () =>
            {
                if (Sentinels.All(other => MasterPortBy(other) != former.Port) && Master.Info("role") == "master")
                {
                    return true;
                }

                if (told == 0 || TimeProvider.System.GetElapsedTime(told) > TimeSpan.FromSeconds(10))
                {
                    Sentinels[sentinel].Execute("SENTINEL", "FAILOVER", Name);
                    told = TimeProvider.System.GetTimestamp();
                }

                return false;
            },
            $"another master than {former.Address}",
            All);
    }

    /// <summary>Waits until all run, two replicas are in sync with the one master, and the sentinels know all of them and each other.</summary>
    public Task SettledAsync() => ServerGroup.HoldsAsync(IsSettled, "one master, two replicas in sync, three sentinels of one mind", All);

    public void Dispose()
    {
        foreach (RedisServer server in All)
        {
            server.Dispose();
        }
    }

    private bool IsSettled()
    {
        RedisServer master = Master;
        return master.Info("role") == "master"
            && master.Info("connected_slaves") == "2"
            && Replicas.All(replica => IsInSync(replica) && replica.Info("master_port") == $"{master.Port}")
            && Sentinels.All(sentinel => MasterPortBy(sentinel) == master.Port && Knows(sentinel));
    }

    private static bool IsInSync(RedisServer replica) => replica.Info("role") == "slave" && replica.Info("master_link_status") == "up";

    private static int MasterPortBy(RedisServer sentinel) => (int)sentinel.Execute("SENTINEL", "GET-MASTER-ADDR-BY-NAME", Name).Items![1].ToNumber();

    /// <summary>Whether a sentinel sees nothing amiss and knows both replicas and both other sentinels.</summary>
    private static bool Knows(RedisServer sentinel)
    {
        RespReply master = sentinel.Execute("SENTINEL", "MASTER", Name);
        return Field(master, "flags") == "master"
            && Field(master, "num-slaves") == "2"
            && Field(master, "num-other-sentinels") == "2"
            && sentinel.Execute("SENTINEL", "REPLICAS", Name).Items!.All(static replica => Field(replica, "flags") == "slave");
    }

    private static string Field(RespReply fields, string name) => fields.Items![Array.FindIndex(fields.Items, item => item.Text == name) + 1].Text;
}
