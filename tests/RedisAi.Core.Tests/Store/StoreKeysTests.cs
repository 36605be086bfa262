using Xunit;

namespace RedisAi.Tests.Store;

public sealed class StoreKeysTests
{
    [Fact]
    public void All_keys_are_listed_once()
    {
        using StoreUnderTest test = new();
        string[] keys = [.. Enumerable.Range(0, 500).Select(static i => $"key:{i}")];
        Array.ForEach(keys, key => test.Put(key, 1));

        Assert.Equal(keys.Order(), test.Store.Keys().Order());
    }

    [Fact]
    public void Pattern_chooses_keys()
    {
        using StoreUnderTest test = new();
        Array.ForEach(["call:42:audio", "call:42:state", "call:43:audio", "rate"], key => test.Put(key, 1));

        Assert.Equal(["call:42:audio", "call:42:state"], test.Store.Keys("call:42:*").Order());
        Assert.Equal(["call:42:audio", "call:43:audio"], test.Store.Keys("*audio").Order());
        Assert.Equal(["rate"], test.Store.Keys("rate"));
        Assert.Empty(test.Store.Keys("call"));
    }

    [Fact]
    public void Keys_that_were_removed_or_have_expired_are_not_listed()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1);
        test.Put("b", 1);
        test.Put("c", 1, timeToLive: TimeSpan.FromMilliseconds(10));
        test.Store.Remove("b");

        test.Time.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal(["a"], test.Store.Keys());
    }

    [Fact]
    public void List_is_not_disturbed_by_later_changes()
    {
        using StoreUnderTest test = new();
        test.Put("a", 1);
        test.Put("b", 1);
        List<string> seen = [];

        foreach (string key in test.Store.Keys())
        {
            test.Store.Remove(key);
            test.Put($"{key}{key}", 1);
            seen.Add(key);
        }

        Assert.Equal(["a", "b"], seen.Order());
    }
}
