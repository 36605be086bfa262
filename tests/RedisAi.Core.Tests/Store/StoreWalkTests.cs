using RedisAi.Store;
using RedisAi.Tests.Persistence;
using Xunit;

namespace RedisAi.Tests.Store;

public class StoreWalkTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3000)]
    public void Steps_of_a_walk_come_to_every_key_once_in_the_order_of_hashes(int count)
    {
        using DurableStore store = new(new FakeStorage());
        for (int i = 0; i < count; i++)
        {
            store.Put($"key{i}", i);
        }

        List<(uint Hash, string Key)> all = [];
        int steps = 0;
        for (ulong from = 0; from != MemoryTensorStore.EndOfWalk; steps++)
        {
            List<(uint Hash, string Key)> some = [];
            ulong next = store.Memory.Walk(from, 100, some);
            Assert.True(next > from);
            Assert.All(some, entry => Assert.InRange(entry.Hash, from, next - 1));
            Assert.True(some.Count >= 100 || next == MemoryTensorStore.EndOfWalk);
            all.AddRange(some);
            from = next;
        }

        Assert.Equal(all.OrderBy(static entry => entry.Hash), all);
        Assert.Equal(Enumerable.Range(0, count).Select(static i => $"key{i}").Order(StringComparer.Ordinal), all.Select(static entry => entry.Key).Order(StringComparer.Ordinal));
        Assert.InRange(steps, 1, 65);
    }

    [Fact]
    public void Walk_goes_on_in_the_middle_of_a_shard()
    {
        using DurableStore store = new(new FakeStorage());
        for (int i = 0; i < 1000; i++)
        {
            store.Put($"key{i}", i);
        }

        List<(uint Hash, string Key)> all = [];
        store.Memory.Walk(0, int.MaxValue, all);
        List<(uint Hash, string Key)> rest = [];
        store.Memory.Walk(all[500].Hash, int.MaxValue, rest);

        Assert.Equal(all[500..], rest);
    }

    [Fact]
    public void Each_place_has_a_key_of_its_own()
    {
        using DurableStore store = new(new FakeStorage());
        for (int i = 0; i < 300; i++)
        {
            store.Put($"key{i}", i);
        }

        Assert.Equal(300, Enumerable.Range(0, 300).Select(place => store.Memory.KeyAt(place)).Distinct().Count());
        Assert.Null(store.Memory.KeyAt(300));
    }
}
