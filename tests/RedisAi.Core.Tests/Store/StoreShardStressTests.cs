using RedisAi.Store;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Store;

/// <summary>A part of a store by itself, whose table grows as that of a store does only after millions of keys.</summary>
public sealed class StoreShardStressTests
{
    [Fact]
    public void Key_that_only_a_storage_has_is_found_while_the_table_grows()
    {
        const int Rounds = 100;
        const int Keys = 3_000;
        StoreShard[] shards = [.. Enumerable.Range(0, Rounds).Select(static _ => new StoreShard(new StoreClock(new ManualTimeProvider()), evicts: false, isDurable: true))];
        Array.ForEach(shards, static shard => Add(shard, 0));

        int steps = Threads.RunInStep(2, Rounds, (thread, step) =>
        {
            StoreShard shard = shards[step];
            for (int key = 1; thread == 0 && key < Keys; key++)
            {
                Add(shard, key);
            }

            while (thread == 1 && shard.Count < Keys)
            {
                Assert.True(shard.IsCold("0", KeyHash.Of("0"), out long version) && version == 1, "A key that was there was not found.");
            }
        });

        Assert.All(shards[..steps], static shard => Assert.Equal(Keys, shard.Count));
    }

    private static void Add(StoreShard shard, int key) => shard.AddCold($"{key}", KeyHash.Of($"{key}"), expiresAt: 0);
}
