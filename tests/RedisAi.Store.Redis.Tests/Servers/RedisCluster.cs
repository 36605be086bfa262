using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Servers;

/// <summary>A cluster of three masters with a replica each, of a test's own. Disposing it ends all nodes.</summary>
internal sealed class RedisCluster : IDisposable
{
    public const int Slots = 16_384;

    private const int Masters = 3;

    private RedisCluster(RedisServer[] nodes) => Nodes = nodes;

    /// <summary>Gets the three masters of the beginning, then their replicas in the same order.</summary>
    public IReadOnlyList<RedisServer> Nodes { get; }

    /// <summary>Gets how StackExchange.Redis finds the nodes.</summary>
    public string Configuration => string.Join(',', Nodes.Select(static node => node.Address));

    /// <summary>Starts the nodes, and returns when they are a cluster. Skips the test where the server is missing.</summary>
    /// <param name="nodeTimeoutMilliseconds">How long a node must be silent until the others replace it; longer than one that is well may have to wait for a core.</param>
    /// <param name="lines">Further lines for the configuration of all nodes.</param>
    public static async Task<RedisCluster> StartAsync(int nodeTimeoutMilliseconds = 3000, params IReadOnlyList<string> lines)
    {
        RedisPrograms.SkipUnlessInstalled(RedisPrograms.Server);
        RedisServer[] nodes = await ServerGroup.StartAsync(2 * Masters, new RedisServerOptions
        {
            Lines =
            [
                "cluster-enabled yes",
                "cluster-config-file nodes.conf",
                $"cluster-node-timeout {nodeTimeoutMilliseconds}",
                "cluster-migration-barrier 9",
                "repl-diskless-sync yes",
                "repl-diskless-sync-delay 0",
                "repl-ping-replica-period 1",
                .. lines,
            ],
        });
        RedisCluster cluster = new(nodes);
        try
        {
            await cluster.JoinAsync();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Returns the node that has the slot and takes writes there, as most running nodes see it.</summary>
    public RedisServer MasterOf(int slot)
    {
        string id = Nodes.Where(static node => node.IsRunning).Select(node => ClusterView.Of(node).OwnerOf(slot)).OfType<string>().CountBy(static id => id).MaxBy(static pair => pair.Value).Key;
        return Nodes.First(node => node.IsRunning && IdOf(node) == id);
    }

    /// <summary>Returns the node that has the slot of a key.</summary>
    public RedisServer MasterOf(string key) => MasterOf(SlotOf(key));

    /// <summary>Returns the replica of a master.</summary>
    public RedisServer ReplicaOf(RedisServer master) => Nodes.First(node => node.IsRunning && node.Info("master_port") == $"{master.Port}");

    /// <summary>Returns the slot of a key as a node counts it.</summary>
    public int SlotOf(string key) => (int)Nodes.First(static node => node.IsRunning).Execute("CLUSTER", "KEYSLOT", key).ToNumber();

    /// <summary>Waits until another node than a former one has the slot.</summary>
    public async Task<RedisServer> FailedOverAsync(int slot, RedisServer former)
    {
        string id = ""; // Of the new one, as all that run see it.
        await ServerGroup.HoldsAsync(
            () =>
            {
                string?[] owners = [.. Nodes.Where(node => node.IsRunning && node != former).Select(node => ClusterView.Of(node).OwnerOf(slot)).Distinct()];
                id = owners is [{ } only] ? only : "";
                return id.Length > 0 && Nodes.Any(node => node.IsRunning && node != former && IdOf(node) == id && ClusterView.IsOk(node));
            },
            $"another master of slot {slot} than {former.Address}",
            Nodes);
        return Nodes.First(node => node.IsRunning && node != former && IdOf(node) == id);
    }

    /// <summary>Waits until all nodes run and agree, and each master has a replica in sync.</summary>
    public Task SettledAsync() => ServerGroup.HoldsAsync(IsSettled, "a cluster of three masters with a replica each", Nodes);

    /// <summary>Gives a slot with its keys to another master while clients go on.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="to">The master that gets it.</param>
    /// <param name="whileMoving">Called between the steps, with the slot half moved.</param>
    public async Task MoveSlotAsync(int slot, RedisServer to, Func<Task>? whileMoving = null)
    {
        RedisServer from = MasterOf(slot);
        (string number, string fromId, string toId) = ($"{slot}", IdOf(from), IdOf(to));
        if (fromId == toId)
        {
            return;
        }

        to.Execute("CLUSTER", "SETSLOT", number, "IMPORTING", fromId);
        from.Execute("CLUSTER", "SETSLOT", number, "MIGRATING", toId);
        while (from.Execute("CLUSTER", "GETKEYSINSLOT", number, "1").Items is [RespReply key])
        {
            from.Execute("MIGRATE", "127.0.0.1", $"{to.Port}", key.Text, "0", "5000");
            if (whileMoving is not null)
            {
                await whileMoving();
            }
        }

        // The new owner first: a client that is sent there by any of the others must find the slot.
        to.Execute("CLUSTER", "SETSLOT", number, "NODE", toId);
        from.Execute("CLUSTER", "SETSLOT", number, "NODE", toId);
        foreach (RedisServer other in Nodes.Where(node => node != to && node != from && node.IsRunning && node.Info("role") == "master"))
        {
            other.Execute("CLUSTER", "SETSLOT", number, "NODE", toId);
        }

        // A node that does not know the newest epoch of another yet would lose the next slot that it is given to that one, which does not have it: for good.
        await ServerGroup.HoldsAsync(() => IsAgreed(slot, toId), $"all nodes know who has slot {slot}", Nodes);
    }

    /// <summary>Tells what each node thinks of a slot.</summary>
    public string Describe(int slot) => $"slot {slot}: " + string.Join("; ", Nodes.Where(static node => node.IsRunning).Select(node => $"{node.Port} ({node.Info("role")}) {ClusterView.Of(node).Describe(slot)}"));

    public void Dispose()
    {
        foreach (RedisServer node in Nodes)
        {
            node.Dispose();
        }
    }

    private static string IdOf(RedisServer node) => node.Execute("CLUSTER", "MYID").Text;

    private async Task JoinAsync()
    {
        for (int i = 0; i < Nodes.Count; i++)
        {
            Nodes[i].Execute("CLUSTER", "SET-CONFIG-EPOCH", $"{i + 1}");
            if (i < Masters)
            {
                int first = i * Slots / Masters;
                int end = (i + 1) * Slots / Masters;
                Nodes[i].Execute(["CLUSTER", "ADDSLOTS", .. Enumerable.Range(first, end - first).Select(static slot => $"{slot}")]);
            }
        }

        // Each meets each: that all hear of all by gossip takes seconds.
        foreach (RedisServer node in Nodes)
        {
            foreach (RedisServer other in Nodes.Where(other => other != node))
            {
                node.Execute("CLUSTER", "MEET", "127.0.0.1", $"{other.Port}");
            }
        }

        await ServerGroup.HoldsAsync(() => Nodes.All(node => ClusterView.Of(node).IsWhole(Nodes.Count)), "nodes that know each other", Nodes);
        for (int i = Masters; i < Nodes.Count; i++)
        {
            Nodes[i].Execute("CLUSTER", "REPLICATE", IdOf(Nodes[i - Masters]));
        }

        await SettledAsync();
    }

    private bool IsAgreed(int slot, string owner)
    {
        ClusterView[] views = [.. Nodes.Where(static node => node.IsRunning).Select(ClusterView.Of)];
        return views.All(view => view.OwnerOf(slot) == owner && view.Epochs == views[0].Epochs);
    }

    private bool IsSettled()
    {
        ClusterView[] views = [.. Nodes.Select(ClusterView.Of)];
        return Nodes.All(ClusterView.IsOk)
            && views.All(view => view.IsWhole(Nodes.Count) && view.Masters.SequenceEqual(views[0].Masters) && view.Masters.Count == Masters)
            && Nodes.Count(static node => node.Info("role") == "master" && node.Info("connected_slaves") == "1") == Masters
            && Nodes.Count(static node => node.Info("master_link_status") == "up") == Masters;
    }
}
