using RedisAi.Store.Redis.Tests.Servers;

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
}
