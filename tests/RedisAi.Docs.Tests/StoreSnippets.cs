using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>The code about the store in docs/tensors.md.</summary>
public sealed class StoreSnippets
{
    [Fact]
    public void Entries_are_set_found_listed_and_removed()
    {
        ManualTimeProvider time = new();
        using RedisAiEngine ai = new(new RedisAiOptions(), [], time);
        using AiTensor audio = AiTensor.Create<float>([1, 3], [1, 2, 3]);
        using AiTensor state = AiTensor.Create<float>([2], [0, 0]);
        List<string> listed = [];

        #region store-keys
        ai.Tensors.Set("call:42:audio", audio);
        ai.Tensors.Set("call:42:state", state, timeToLive: TimeSpan.FromMinutes(10));

        using AiTensor? found = ai.Tensors.Get("call:42:audio");              // null when absent or expired
        using AiTensor needed = ai.Tensors.GetRequired("call:42:state");      // throws TensorNotFoundException instead
        TimeSpan? left = ai.Tensors.GetTimeToLive("call:42:state");
        foreach (string key in ai.Tensors.Keys("call:42:*"))
        {
            listed.Add(key);
        }

        bool removed = ai.Tensors.Remove("call:42:audio");
        #endregion

        time.Advance(TimeSpan.FromMinutes(11));
        Assert.True(removed);
        Assert.Equal(audio.AsSpan<float>(), found!.AsSpan<float>());
        Assert.Equal(state.AsSpan<float>(), needed.AsSpan<float>());
        Assert.Equal(TimeSpan.FromMinutes(10), left);
        Assert.Equal(["call:42:audio", "call:42:state"], listed.Order(StringComparer.Ordinal));
        Assert.Equal(0, ai.Tensors.Count);
    }

    [Fact]
    public void Updates_build_on_what_is_there()
    {
        using RedisAiEngine ai = new();

        #region store-update
        using AiTensor state = ai.Tensors.GetOrAdd("call:42:state", static _ => AiTensor.Create<float>([2, 1, 128], static span => span.Clear()));
        ai.Tensors.Update("call:42:turns", static turns => AiTensor.Scalar((turns?.AsSpan<long>()[0] ?? 0) + 1));
        #endregion

        #region store-compare-and-set
        using AiTensor? present = ai.Tensors.Get("call:42:turns", out long version);
        using AiTensor next = AiTensor.Scalar(present!.AsSpan<long>()[0] + 1);
        bool written = ai.Tensors.TryUpdate("call:42:turns", next, version);      // false: somebody was quicker
        #endregion

        using AiTensor turns = ai.Tensors.GetRequired("call:42:turns");
        Assert.True(written);
        Assert.Equal(2, turns.AsSpan<long>()[0]);
        Assert.Equal("Float32[2,1,128]", $"{state}");
        Assert.False(ai.Tensors.TryUpdate("call:42:turns", next, version));
    }

    [Fact]
    public async Task Budget_evicts_what_was_not_used_for_long()
    {
        #region store-budget
        RedisAiOptions options = new() { Tensors = { MaxBytes = 1L << 20, Eviction = TensorEviction.LeastRecentlyUsed } };
        await using var ai = new RedisAiEngine(options, []);
        #endregion

        using AiTensor large = AiTensor.Create<byte>([700_000], static span => span.Clear());
        using AiTensor other = AiTensor.Create<byte>([700_000], static span => span.Clear());
        ai.Tensors.Set("old", large);
        ai.Tensors.Set("old too", large);
        Assert.Equal(700_000, ai.Tensors.ByteLength);
        ai.Tensors.Set("new", other);

        Assert.Equal(["new"], ai.Tensors.Keys());
        using AiTensor tooLarge = AiTensor.Create<byte>([2 << 20], static span => span.Clear());
        var error = Assert.Throws<TensorStoreFullException>(() => ai.Tensors.Set("too large", tooLarge));
        Assert.Equal((2 << 20, 1 << 20), (error.Requested, error.Available));
        Assert.Equal(["new"], ai.Tensors.Keys());
    }

    [Fact]
    public async Task Entries_come_back_from_a_file()
    {
        await using RedisAiEngine ai = new();
        using AiTensor audio = AiTensor.Create<float>([1, 3], [1, 2, 3]);
        ai.Tensors.Set("call:42:audio", audio);
        ai.Tensors.Set("other", audio);

        #region store-files
        await ai.Tensors.SaveAsync("calls.safetensors", "call:*");
        int added = await ai.Tensors.LoadAsync("calls.safetensors");      // replaces entries of the same keys
        #endregion

        File.Delete("calls.safetensors");
        Assert.Equal(1, added);
        Assert.Equal(2, ai.Tensors.Count);
    }

    [Fact]
    public void Small_view_is_copied_and_other_tensors_are_shared()
    {
        using RedisAiEngine ai = new();
        using AiTensor large = AiTensor.Create<byte>([10, 1000], static span => span.Clear());
        using AiTensor row = large.Slice(0, 1);
        using AiTensor most = large.Slice(0, 9);

        ai.Tensors.Set("row", row);
        Assert.Equal(1000, ai.Tensors.ByteLength);
        ai.Tensors.Set("most", most);
        Assert.Equal(11_000, ai.Tensors.ByteLength);

        using AiTensor copied = ai.Tensors.GetRequired("row");
        using AiTensor shared = ai.Tensors.GetRequired("most");
        Assert.False(copied.AsSpan<byte>().Overlaps(large.AsSpan<byte>()));
        Assert.True(shared.AsSpan<byte>().Overlaps(large.AsSpan<byte>()));
    }
}
