using Xunit;

namespace RedisAi.Tests.Store;

public sealed class StoreEvictionTests
{
    [Fact]
    public void Entry_that_was_not_used_for_longest_makes_room()
    {
        // With no more keys than the evictor samples it finds the oldest for sure.
        using StoreUnderTest test = new(maxBytes: 400, TensorEviction.LeastRecentlyUsed);
        foreach (string key in (string[])["a", "b", "c", "d"])
        {
            test.Put(key, 100, (byte)key[0]);
            test.Time.Advance(TimeSpan.FromSeconds(1));
        }

        test.First("a");
        test.Time.Advance(TimeSpan.FromSeconds(1));
        test.Put("e", 100);

        Assert.Equal(["a", "c", "d", "e"], test.Store.Keys().Order());
        Assert.Equal(400, test.Store.ByteLength);
    }

    [Fact]
    public void As_many_entries_go_as_it_takes()
    {
        using StoreUnderTest test = new(maxBytes: 400, TensorEviction.LeastRecentlyUsed);
        foreach (string key in (string[])["a", "b", "c", "d"])
        {
            test.Put(key, 100);
            test.Time.Advance(TimeSpan.FromSeconds(1));
        }

        test.Put("e", 250);

        Assert.Equal(["d", "e"], test.Store.Keys().Order());
        Assert.Equal(350, test.Store.ByteLength);
    }

    [Fact]
    public void Of_many_entries_those_in_use_stay()
    {
        using StoreUnderTest test = new(maxBytes: 1_000_000, TensorEviction.LeastRecentlyUsed);
        for (int i = 0; i < 1000; i++)
        {
            test.Put($"old:{i}", 1000);
        }

        for (int i = 0; i < 500; i++)
        {
            test.Time.Advance(TimeSpan.FromMilliseconds(100));
            test.Put($"new:{i}", 1000);
            for (int used = 0; used < 100; used++)
            {
                test.First($"old:{used}");
            }
        }

        // Sampling is not exact, but 16 samples of 1000 find a cold entry practically always.
        Assert.InRange(Enumerable.Range(0, 100).Count(i => test.Store.Contains($"old:{i}")), 98, 100);
        Assert.InRange(test.Store.ByteLength, 900_000, 1_000_000);
    }

    [Fact]
    public void Tensor_larger_than_the_whole_budget_is_refused_and_evicts_nothing()
    {
        using StoreUnderTest test = new(maxBytes: 400, TensorEviction.LeastRecentlyUsed);
        test.Put("a", 100, 1);
        test.Put("b", 100, 1);

        TensorStoreFullException error = Assert.Throws<TensorStoreFullException>(() => test.Put("c", 401));

        Assert.Equal((401, 400), (error.Requested, error.Available));
        Assert.Equal(["a", "b"], test.Store.Keys().Order());
        Assert.Equal(200, test.Store.ByteLength);
    }

    [Fact]
    public void Several_tensors_larger_than_the_whole_budget_are_refused_and_evict_nothing()
    {
        using StoreUnderTest test = new(maxBytes: 400, TensorEviction.LeastRecentlyUsed);
        test.Put("a", 100, 1);
        using AiTensor half = StoreUnderTest.Bytes(250);
        using AiTensor otherHalf = StoreUnderTest.Bytes(250);

        Assert.Throws<TensorStoreFullException>(() => test.Store.SetAll([new("x", half), new("y", otherHalf)]));

        Assert.Equal(["a"], test.Store.Keys());
        Assert.Equal(100, test.Store.ByteLength);
    }

    [Fact]
    public void Expired_entries_go_before_those_in_use()
    {
        using StoreUnderTest test = new(maxBytes: 300, TensorEviction.LeastRecentlyUsed);
        test.Put("a", 100);
        test.Time.Advance(TimeSpan.FromMilliseconds(10));
        test.Put("b", 100, timeToLive: TimeSpan.FromMilliseconds(10));
        test.Put("c", 100);
        test.Time.Advance(TimeSpan.FromMilliseconds(10));

        test.Put("d", 100);

        Assert.Equal(["a", "c", "d"], test.Store.Keys().Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Key_that_is_replaced_while_it_is_the_oldest_leaves_the_store_within_its_budget(int seed)
    {
        using StoreUnderTest test = new(maxBytes: 100, TensorEviction.LeastRecentlyUsed, seed);
        test.Put("a", 60);
        test.Time.Advance(TimeSpan.FromSeconds(1));
        test.Put("b", 40);

        test.Put("a", 90, 2);

        Assert.Equal((byte)2, test.First("a"));
        Assert.InRange(test.Store.ByteLength, 90, 100);
    }

    [Fact]
    public void Evicted_tensor_stays_with_those_who_hold_it()
    {
        using StoreUnderTest test = new(maxBytes: 100, TensorEviction.LeastRecentlyUsed);
        test.Put("a", 100, 7);
        using AiTensor? held = test.Store.Get("a");

        test.Put("b", 100, 8);

        Assert.Equal(["b"], test.Store.Keys());
        Assert.True(held!.AsSpan<byte>().IndexOfAnyExcept((byte)7) < 0);
    }
}
