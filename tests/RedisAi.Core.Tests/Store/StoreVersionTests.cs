using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Store;

public sealed class StoreVersionTests
{
    [Fact]
    public void Version_grows_with_each_write()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1);
        test.Store.Get("a", out long first)!.Dispose();

        test.Put("a", 1);
        test.Store.Get("a", out long second)!.Dispose();

        Assert.InRange(first, 1, long.MaxValue);
        Assert.True(second > first);
    }

    [Fact]
    public void Version_is_not_used_again_after_the_key_was_removed()
    {
        using StoreUnderTest test = new();
        HashSet<long> seen = [];
        for (int i = 0; i < 100; i++)
        {
            test.Put("a", 1, timeToLive: i % 3 == 0 ? TimeSpan.FromMilliseconds(1) : null);
            test.Store.Get("a", out long version)!.Dispose();

            Assert.True(seen.Add(version));

            if (!test.Store.Remove("a"))
            {
                Assert.Fail("The key was just written.");
            }

            test.Time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public void Update_of_the_version_that_was_read_is_made()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1, 1);
        test.Store.Get("a", out long version)!.Dispose();
        using AiTensor next = StoreUnderTest.Bytes(5, 2);

        bool updated = test.Store.TryUpdate("a", next, version);

        Assert.True(updated);
        Assert.Equal((byte)2, test.First("a"));
        Assert.Equal(5, test.Store.ByteLength);
    }

    [Fact]
    public void Update_of_another_version_changes_nothing()
    {
        using StoreUnderTest test = new();
        test.Put("a", 10, 1);
        test.Store.Get("a", out long version)!.Dispose();
        test.Put("a", 10, 2, timeToLive: TimeSpan.FromSeconds(9));
        using AiTensor next = StoreUnderTest.Bytes(50, 3);

        bool updated = test.Store.TryUpdate("a", next, version, TimeSpan.FromSeconds(1));

        Assert.False(updated);
        Assert.Equal((byte)2, test.First("a"));
        Assert.Equal(10, test.Store.ByteLength);
        Assert.Equal(TimeSpan.FromSeconds(9), test.Store.GetTimeToLive("a"));
    }

    [Fact]
    public void Update_of_a_removed_entry_changes_nothing()
    {
        using StoreUnderTest test = new();
        test.Put("a", 10, 1);
        test.Store.Get("a", out long version)!.Dispose();
        test.Store.Remove("a");
        using AiTensor next = StoreUnderTest.Bytes(1, 3);

        Assert.False(test.Store.TryUpdate("a", next, version));
        Assert.False(test.Store.Contains("a"));
    }

    [Fact]
    public void Version_0_adds_a_key_that_is_absent_or_expired_only()
    {
        using StoreUnderTest test = new();
        test.Put("there", 1, 1);
        test.Put("expired", 1, 1, timeToLive: TimeSpan.FromMilliseconds(1));
        test.Time.Advance(TimeSpan.FromMilliseconds(1));
        using AiTensor next = StoreUnderTest.Bytes(1, 2);

        Assert.False(test.Store.TryUpdate("there", next, expectedVersion: 0));
        Assert.True(test.Store.TryUpdate("expired", next, expectedVersion: 0));
        Assert.True(test.Store.TryUpdate("absent", next, expectedVersion: 0));
        Assert.Equal(((byte)1, (byte)2, (byte)2), (test.First("there")!.Value, test.First("expired")!.Value, test.First("absent")!.Value));
    }

    [Fact]
    public void Refused_update_gives_its_bytes_back()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        test.Put("a", 10);
        using AiTensor next = StoreUnderTest.Bytes(90);

        for (int i = 0; i < 20; i++)
        {
            Assert.False(test.Store.TryUpdate("a", next, expectedVersion: 12345));
        }

        Assert.Equal(10, test.Store.ByteLength);
        test.Put("b", 90);
    }

    [Fact]
    public void Update_of_another_version_neither_evicts_nor_complains_of_a_full_store()
    {
        using StoreUnderTest full = new(maxBytes: 100);
        using StoreUnderTest evicting = new(maxBytes: 100, TensorEviction.LeastRecentlyUsed);
        full.Put("a", 100);
        evicting.Put("a", 100);
        using AiTensor next = StoreUnderTest.Bytes(50);

        Assert.False(full.Store.TryUpdate("b", next, expectedVersion: 12345));
        Assert.False(evicting.Store.TryUpdate("b", next, expectedVersion: 12345));

        Assert.True(evicting.Store.Contains("a"));
    }

    [Fact]
    public void Counter_that_threads_update_misses_no_step()
    {
        using StoreUnderTest test = new();
        const int Steps = 2_000;

        Threads.Run(4, _ =>
        {
            for (int i = 0; i < Steps; i++)
            {
                test.Store.Update("counter", static present => AiTensor.Scalar((present?.AsSpan<long>()[0] ?? 0) + 1));
            }
        });

        using AiTensor? counter = test.Store.Get("counter");
        Assert.Equal(4 * Steps, counter!.AsSpan<long>()[0]);
    }

    [Fact]
    public void Update_may_give_back_what_it_got()
    {
        using StoreUnderTest test = new();
        test.Put("a", 10, 3);

        test.Store.Update("a", static present => present!);

        Assert.Equal((byte)3, test.First("a"));
        Assert.Equal(10, test.Store.ByteLength);
    }

    [Fact]
    public void Function_that_gives_nothing_is_refused()
    {
        using StoreUnderTest test = new();
        test.Put("a", 10, 3);

        Assert.Throws<ArgumentNullException>(() => test.Store.Update("a", static _ => null!));
        Assert.Throws<ArgumentNullException>(() => test.Store.GetOrAdd("b", static _ => null!));

        Assert.Equal((byte)3, test.First("a"));
    }

    [Fact]
    public void Threads_that_add_the_same_key_all_get_the_one_that_was_kept()
    {
        using StoreUnderTest test = new();
        for (int round = 0; round < 100; round++)
        {
            string key = $"{round}";
            int[] got = new int[4];

            Threads.Run(4, thread =>
            {
                using AiTensor tensor = test.Store.GetOrAdd(key, _ => AiTensor.Scalar(thread + 1));
                got[thread] = tensor.AsSpan<int>()[0];
            });

            Assert.Single(got.Distinct());
            Assert.InRange(got[0], 1, 4);
        }

        Assert.Equal((100, 400), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void Get_or_add_does_not_make_what_is_there()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1, 5);

        using AiTensor found = test.Store.GetOrAdd("a", static _ => throw new InvalidOperationException("It is there."), TimeSpan.FromSeconds(1));

        Assert.Equal(5, found.AsSpan<byte>()[0]);
        Assert.Null(test.Store.GetTimeToLive("a"));
    }

    [Fact]
    public void Get_or_add_of_a_tensor_that_does_not_fit_leaves_nothing_behind()
    {
        using StoreUnderTest test = new(maxBytes: 10);

        Assert.Throws<TensorStoreFullException>(() => test.Store.GetOrAdd("a", static _ => StoreUnderTest.Bytes(11)));
        Assert.Throws<TensorStoreFullException>(() => test.Store.Update("a", static _ => StoreUnderTest.Bytes(11)));

        Assert.Equal((0, 0), (test.Store.Count, test.Store.ByteLength));
    }
}
