using RedisAi.Testing;

namespace RedisAi.Store.Redis.Tests.Cache;

public sealed class TensorCacheTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void What_was_read_in_an_era_is_current_until_the_era_ends()
    {
        using TensorCache cache = new(10_000, _time);
        cache.Trust();
        Add(cache, "a", 1);

        Assert.Equal(CacheLookup.Current, Find(cache, "a"));
        cache.Distrust();
        Assert.Equal(CacheLookup.Unchecked, Find(cache, "a"));
        cache.Trust();
        Assert.Equal(CacheLookup.Unchecked, Find(cache, "a"));
    }

    [Fact]
    public void What_the_server_confirms_is_current_again()
    {
        using TensorCache cache = new(10_000, _time);
        Add(cache, "a", 5);
        cache.Trust();
        Assert.Equal(CacheLookup.Unchecked, cache.Find("a", out FoundTensor found, out CacheTicket ticket));
        found.Value.Release();

        cache.Confirm("a", 4, null, ticket);
        Assert.Equal(CacheLookup.Unchecked, Find(cache, "a"));
        cache.Confirm("a", 5, null, ticket);

        Assert.Equal(CacheLookup.Current, Find(cache, "a"));
    }

    [Fact]
    public void News_that_is_faster_than_the_answer_keeps_the_answer_out()
    {
        using TensorCache cache = new(10_000, _time);
        cache.Trust();
        cache.Find("a", out _, out CacheTicket ticket);

        cache.Drop("a");
        Add(cache, "a", 1, ticket);

        Assert.Equal(CacheLookup.Absent, Find(cache, "a"));
    }

    [Fact]
    public void Nothing_is_kept_while_a_write_of_this_process_is_under_way()
    {
        using TensorCache cache = new(10_000, _time);
        cache.Trust();
        Add(cache, "a", 1);

        cache.BeginWrite("a");
        Assert.Equal(CacheLookup.Absent, Find(cache, "a"));
        cache.Find("a", out _, out CacheTicket ticket);
        Add(cache, "a", 1, ticket);
        Assert.Equal(CacheLookup.Absent, Find(cache, "a"));
        cache.EndWrite("a");
        Add(cache, "a", 1, ticket);
        Assert.Equal(CacheLookup.Absent, Find(cache, "a"));

        Add(cache, "a", 2);
        Assert.Equal(CacheLookup.Current, Find(cache, "a"));
    }

    [Fact]
    public void An_older_answer_does_not_replace_a_newer_one()
    {
        using TensorCache cache = new(10_000, _time);
        cache.Find("a", out _, out CacheTicket early);
        Add(cache, "a", 8);

        Add(cache, "a", 7, early);

        cache.Find("a", out FoundTensor found, out _);
        found.Value.Release();
        Assert.Equal(8, found.Version);
    }

    [Fact]
    public void A_flushed_database_forgets_what_is_here_and_what_is_under_way()
    {
        using TensorCache cache = new(10_000, _time);
        cache.Trust();
        Add(cache, "a", 1);
        cache.Find("b", out _, out CacheTicket ticket);

        cache.Clear();
        Add(cache, "b", 1, ticket);

        Assert.Equal(0, cache.Count);
        Assert.Equal(0, cache.Bytes);
    }

    [Fact]
    public void What_was_asked_for_before_an_era_is_not_of_it()
    {
        using TensorCache cache = new(10_000, _time);
        cache.Find("a", out _, out CacheTicket ticket);

        cache.Trust();
        Add(cache, "a", 1, ticket);

        Assert.Equal(CacheLookup.Unchecked, Find(cache, "a"));
    }

    [Fact]
    public void Those_used_longest_ago_make_room()
    {
        using TensorCache cache = new(3 * 4500, _time);
        Add(cache, "a", 1, length: 1000);
        Add(cache, "b", 1, length: 1000);
        Add(cache, "c", 1, length: 1000);
        Find(cache, "a");

        Add(cache, "d", 1, length: 1000);

        Assert.Equal(
            [CacheLookup.Unchecked, CacheLookup.Absent, CacheLookup.Unchecked, CacheLookup.Unchecked],
            "abcd".Select(key => Find(cache, $"{key}")));
        Assert.True(cache.Bytes <= 3 * 4500);
    }

    [Fact]
    public void What_is_larger_than_the_budget_is_not_kept()
    {
        using TensorCache cache = new(3000, _time);
        Add(cache, "a", 1, length: 10);

        Add(cache, "b", 1, length: 1000);

        Assert.Equal(CacheLookup.Unchecked, Find(cache, "a"));
        Assert.Equal(CacheLookup.Absent, Find(cache, "b"));
    }

    [Fact]
    public void A_tensor_expires_from_when_it_was_asked_for()
    {
        using TensorCache cache = new(10_000, _time);
        cache.Find("a", out _, out CacheTicket ticket);
        _time.Advance(TimeSpan.FromSeconds(1));
        Add(cache, "a", 1, ticket, timeToLive: TimeSpan.FromSeconds(3));

        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(CacheLookup.Unchecked, Find(cache, "a"));
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(CacheLookup.Absent, Find(cache, "a"));
    }

    [Fact]
    public void Nothing_is_kept_when_it_is_disposed()
    {
        TensorCache cache = new(10_000, _time);
        Add(cache, "a", 1);

        cache.Dispose();
        Add(cache, "b", 1);

        Assert.Equal(0, cache.Count);
    }

    private static CacheLookup Find(TensorCache cache, string key)
    {
        CacheLookup lookup = cache.Find(key, out FoundTensor found, out _);
        TensorReads.Release(found);
        return lookup;
    }

    private static void Add(TensorCache cache, string key, long version, CacheTicket? ticket = null, int length = 1, TimeSpan? timeToLive = null)
    {
        if (ticket is null)
        {
            cache.Find(key, out FoundTensor present, out CacheTicket fresh);
            TensorReads.Release(present);
            ticket = fresh;
        }

        using AiTensor tensor = AiTensor.Create<float>([length]);
        cache.Add(key, new FoundTensor(tensor.Borrow(), version, timeToLive), ticket.Value);
    }
}
