using Xunit;

namespace RedisAi.Tests.Store;

public sealed class StoreExpiryTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_tick = TimeSpan.FromTicks(1);

    [Fact]
    public void Entry_is_there_until_its_time_is_over()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1, 1, timeToLive: s_second);

        test.Time.Advance(s_second - s_tick);
        bool before = test.Store.Contains("a");
        test.Time.Advance(s_tick);

        Assert.True(before);
        Assert.False(test.Store.Contains("a"));
        Assert.Null(test.First("a"));
        Assert.Null(test.Store.GetTimeToLive("a"));
        Assert.False(test.Store.SetTimeToLive("a", s_second));
        Assert.False(test.Store.Remove("a"));
    }

    [Fact]
    public void Expired_entry_counts_no_more_before_any_timer_has_fired()
    {
        using StoreUnderTest test = new();
        test.Put("a", 10, timeToLive: TimeSpan.FromMilliseconds(5));
        test.Put("b", 20, timeToLive: TimeSpan.FromMilliseconds(50));
        test.Put("c", 40);

        test.Time.Advance(TimeSpan.FromMilliseconds(5));

        Assert.Equal((2, 60), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void Sweep_frees_memory_that_nobody_asks_for()
    {
        using StoreUnderTest test = new();
        long before = RedisAi.Tensors.Memory.TensorMemory.Shared.Outstanding;
        for (int i = 0; i < 1000; i++)
        {
            test.Put($"{i}", 100, timeToLive: TimeSpan.FromMilliseconds(i + 1));
        }

        test.Time.Advance(s_second * 2);

        Assert.Equal(before, RedisAi.Tensors.Memory.TensorMemory.Shared.Outstanding);
    }

    [Fact]
    public void Sweeper_rests_when_nothing_can_expire()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1);
        Assert.Equal(0, test.Time.ArmedTimers);

        test.Put("b", 1, timeToLive: s_second * 3);
        Assert.Equal(1, test.Time.ArmedTimers);
        test.Time.Advance(s_second * 5);

        Assert.Equal(0, test.Time.ArmedTimers);
        Assert.True(test.Store.Contains("a"));
    }

    [Fact]
    public void Sweeper_starts_again_after_a_rest()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1, timeToLive: s_second);
        test.Time.Advance(s_second * 5);
        long before = RedisAi.Tensors.Memory.TensorMemory.Shared.Outstanding;

        test.Put("b", 1, timeToLive: s_second);
        test.Time.Advance(s_second * 5);

        Assert.Equal(before, RedisAi.Tensors.Memory.TensorMemory.Shared.Outstanding);
    }

    [Fact]
    public void Times_to_live_are_exact_to_the_tick()
    {
        using StoreUnderTest test = new();
        for (int ms = 1; ms < 1000; ms++)
        {
            test.Put("a", 1, timeToLive: TimeSpan.FromMilliseconds(ms));

            Assert.Equal(TimeSpan.FromMilliseconds(ms), test.Store.GetTimeToLive("a"));
        }
    }

    [Fact]
    public void Time_left_is_told()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1, timeToLive: s_second);
        test.Put("b", 1);

        test.Time.Advance(TimeSpan.FromMilliseconds(300));

        Assert.Equal(TimeSpan.FromMilliseconds(700), test.Store.GetTimeToLive("a"));
        Assert.Null(test.Store.GetTimeToLive("b"));
    }

    [Fact]
    public void Time_to_live_is_changed_and_nothing_else()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1, 3, timeToLive: s_second);
        using AiTensor? before = test.Store.Get("a", out long version);

        bool found = test.Store.SetTimeToLive("a", s_second * 10);
        test.Time.Advance(s_second * 5);
        using AiTensor? after = test.Store.Get("a", out long versionAfter);

        Assert.True(found);
        Assert.NotNull(after);
        Assert.Equal(version, versionAfter);
        Assert.Equal(s_second * 5, test.Store.GetTimeToLive("a"));
    }

    [Fact]
    public void Time_to_live_can_be_taken_away_and_given_later()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1, timeToLive: s_second);
        test.Put("b", 1);

        test.Store.SetTimeToLive("a", null);
        test.Store.SetTimeToLive("b", s_second);
        test.Time.Advance(s_second * 100);

        Assert.True(test.Store.Contains("a"));
        Assert.False(test.Store.Contains("b"));
        Assert.Equal(1, test.Store.Count);
    }

    [Fact]
    public void Writing_replaces_the_expiry()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1, timeToLive: s_second);
        test.Put("b", 1, timeToLive: s_second);

        test.Put("a", 1);
        test.Put("b", 1, timeToLive: s_second * 3);
        test.Time.Advance(s_second * 2);

        Assert.True(test.Store.Contains("a"));
        Assert.True(test.Store.Contains("b"));
        Assert.Null(test.Store.GetTimeToLive("a"));
    }

    [Fact]
    public void Expired_entry_can_be_written_anew()
    {
        using StoreUnderTest test = new();
        test.Put("a", 10, 1, timeToLive: TimeSpan.FromMilliseconds(1));
        test.Time.Advance(TimeSpan.FromMilliseconds(1));

        test.Put("a", 20, 2);

        Assert.Equal((byte)2, test.First("a"));
        Assert.Equal((1, 20), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void Longest_times_to_live_do_not_overflow()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1, timeToLive: TimeSpan.MaxValue);
        test.Put("b", 1, timeToLive: TimeSpan.FromDays(365 * 1000));

        test.Time.Advance(TimeSpan.FromHours(1));

        Assert.True(test.Store.Contains("a"));
        Assert.True(test.Store.GetTimeToLive("a") > TimeSpan.FromDays(365 * 1000));
        Assert.Equal(TimeSpan.FromDays(365 * 1000) - TimeSpan.FromHours(1), test.Store.GetTimeToLive("b"));
    }

    [Fact]
    public void Shortest_time_to_live_ends_with_the_next_tick()
    {
        using StoreUnderTest test = new();

        test.Put("a", 1, timeToLive: s_tick);
        bool now = test.Store.Contains("a");
        test.Time.Advance(s_tick);

        Assert.True(now);
        Assert.False(test.Store.Contains("a"));
    }

    [Fact]
    public void Keys_with_a_time_to_live_are_counted_until_they_lose_it_are_removed_or_expire()
    {
        using StoreUnderTest test = new();
        foreach (string key in (string[])["kept", "replaced", "persisted", "removed", "longer"])
        {
            test.Put(key, 1, timeToLive: s_second);
        }

        test.Put("never", 1);
        Assert.Equal(5, test.Memory.ExpiringCount);

        test.Put("replaced", 1);
        test.Store.SetTimeToLive("persisted", null);
        test.Store.Remove("removed");
        test.Store.SetTimeToLive("longer", s_second * 2);
        Assert.Equal(2, test.Memory.ExpiringCount);

        test.Time.Advance(s_second);
        Assert.Equal(1, test.Memory.ExpiringCount);
        test.Time.Advance(s_second);
        Assert.Equal(0, test.Memory.ExpiringCount);
    }
}
