using RedisAi.Store.Redis.Tests.Servers;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Models;

/// <summary>Models that several processes share by a cluster.</summary>
public sealed class SharedClusterTests
{
    [Fact]
    public async Task All_of_it_is_in_one_slot()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(cluster.Configuration, "a:1");
        await using SharedLife b = await SharedLife.StartAsync(cluster.Configuration, "b:1");

        await a.Ai.Models.StoreAsync("m", TextBackend.Model(1, padding: 5_000_000));
        await a.Ai.Models.StoreCandidateAsync("m", TextBackend.Model(2), CandidateTraffic.Answers(0.25));
        await b.HasAsync("m", "2 Candidate 0.25, 1 Serving 0.75");
        await b.Ai.Models.PromoteAsync("m", 2);
        await a.GivesAsync("m", 2);
        await b.Ai.Models.StoreAsync("n", TextBackend.Model(3));
        await a.GivesAsync("n", 3);

        int slot = cluster.SlotOf("{models}");
        string[] elsewhere = [.. cluster.Nodes.Where(node => node != cluster.MasterOf(slot) && node.Info("role") == "master").SelectMany(static node => node.Execute("KEYS", "ai-model*").Items!).Select(static key => key.Text)];
        Assert.Empty(elsewhere);
        Assert.True(await a.Ai.Models.DeleteAsync("m"));
        Assert.True(await a.Ai.Models.DeleteAsync("n"));
        await b.GivesAsync("n", float.NaN);
        Assert.Empty(cluster.MasterOf(slot).Execute("KEYS", "ai-model:{models}:piece:*").Items!);
    }

    [Fact]
    public async Task Models_are_stored_and_loaded_while_their_slot_moves()
    {
        using RedisCluster cluster = await RedisCluster.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(cluster.Configuration, "a:1");
        await using SharedLife b = await SharedLife.StartAsync(cluster.Configuration, "b:1");
        const int Keys = 3;
        for (int key = 0; key < Keys; key++)
        {
            await a.Ai.Models.StoreAsync($"m{key}", TextBackend.Model(key, padding: 5_000_000));
        }

        int slot = cluster.SlotOf("{models}");
        using CancellationTokenSource stop = new();
        Task<int> storing = Task.Run(() => StoreAsync(a, stop.Token));
        List<Task<SharedLife>> starting = [];
        try
        {
            for (int move = 0; move < 3; move++)
            {
                RedisServer from = cluster.MasterOf(slot);
                RedisServer to = cluster.Nodes.First(node => node != from && node.Info("role") == "master");
                int moved = 0;
                await cluster.MoveSlotAsync(slot, to, () =>
                {
                    // One who comes in the middle of it.
                    if (++moved == 3)
                    {
                        starting.Add(SharedLife.StartAsync(cluster.Configuration, $"late:{move}"));
                    }

                    return Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                });
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        int last = await storing;
        SharedLife[] late = await Task.WhenAll(starting);
        foreach (SharedLife life in (SharedLife[])[b, .. late])
        {
            await life.GivesAsync("m0", last);
            await life.GivesAsync("m1", 1);
            await life.GivesAsync("m2", 2);
        }

        foreach (SharedLife life in late)
        {
            await life.DisposeAsync();
        }

        // Of each content what is there is there once: nothing was left behind on the way.
        Assert.Equal(2 * Keys, cluster.MasterOf(slot).Execute("KEYS", "ai-model:{models}:piece:*").Items!.Length);
    }

    /// <summary>Stores version after version until it is stopped.</summary>
    private static async Task<int> StoreAsync(SharedLife life, CancellationToken stop)
    {
        int number = 100;
        do
        {
            await life.Ai.Models.StoreAsync("m0", TextBackend.Model(++number, padding: 5_000_000), cancellationToken: CancellationToken.None);
        }
        while (!stop.IsCancellationRequested);

        return number;
    }
}
