using System.Diagnostics;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Store;

public sealed class StoreSnapshotTests
{
    [Fact]
    public async Task Saved_tensors_are_loaded_into_another_store()
    {
        using StoreUnderTest source = new();
        using StoreUnderTest target = new();
        using TemporaryFolder folder = new();
        source.Put("call:1", 10, 1);
        source.Put("call:2", 20, 2, timeToLive: TimeSpan.FromMinutes(10));
        source.Put("other", 30, 3);
        target.Put("call:1", 5, 9);
        target.Put("kept", 5, 9);

        await source.Store.SaveAsync(folder["state.safetensors"], "call:*");
        int loaded = await target.Store.LoadAsync(folder["state.safetensors"]);

        Assert.Equal(2, loaded);
        Assert.Equal(["call:1", "call:2", "kept"], target.Store.Keys().Order());
        Assert.Equal((byte)1, target.First("call:1"));
        Assert.Equal((byte)2, target.First("call:2"));
        Assert.Equal(35, target.Store.ByteLength);
        Assert.Equal(TimeSpan.FromMinutes(10), target.Store.GetTimeToLive("call:2"));
        Assert.Null(target.Store.GetTimeToLive("call:1"));
    }

    [Fact]
    public async Task File_with_a_tensor_that_has_no_name_is_refused_and_nothing_is_changed()
    {
        using StoreUnderTest test = new();
        test.Put("kept", 5, 9);

        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(
            () => test.Store.LoadAsync(TestData.Path("safetensors", "empty_name.safetensors")));

        Assert.EndsWith("cannot be read: a tensor in it has an empty name, which no key is.", error.Message, StringComparison.Ordinal);
        Assert.Equal(["kept"], test.Store.Keys());
    }

    [Fact]
    public async Task Others_write_while_a_large_file_is_loaded()
    {
        const int Keys = 20_000;
        using StoreUnderTest source = new();
        using TemporaryFolder folder = new();
        for (int i = 0; i < Keys; i++)
        {
            source.Put($"loaded:{i}", 1);
        }

        await source.Store.SaveAsync(folder["state.safetensors"]);
        bool hasWritten = false;
        for (long started = Stopwatch.GetTimestamp(); !hasWritten && Stopwatch.GetElapsedTime(started) < Eventually.Limit;)
        {
            using StoreUnderTest target = new();
            target.Put("other", 1);
            Task<int> load = Task.Run(() => target.Store.LoadAsync(folder["state.safetensors"]));

            // Were the load one step, who found a part of it would have to wait for the rest.
            while (!load.IsCompleted && !hasWritten)
            {
                bool began = IsHalfLoaded(target.Store);
                target.Put("other", 1);
                hasWritten = began && IsHalfLoaded(target.Store);
            }

            Assert.Equal(Keys, await load);
        }

        Assert.True(hasWritten);

        static bool IsHalfLoaded(ITensorStore store) => store.Count is > 1 and < Keys;
    }

    [Fact]
    public async Task Entries_that_expired_meanwhile_are_left_out()
    {
        using StoreUnderTest test = new();
        using TemporaryFolder folder = new();
        test.Put("short", 10, 1, timeToLive: TimeSpan.FromMinutes(1));
        test.Put("long", 10, 2, timeToLive: TimeSpan.FromMinutes(5));
        await test.Store.SaveAsync(folder["state.safetensors"]);
        test.Store.Remove("short");
        test.Store.Remove("long");

        test.Time.Advance(TimeSpan.FromMinutes(2));
        int loaded = await test.Store.LoadAsync(folder["state.safetensors"]);

        Assert.Equal(1, loaded);
        Assert.Equal(["long"], test.Store.Keys());
        Assert.Equal(TimeSpan.FromMinutes(3), test.Store.GetTimeToLive("long"));
    }

    [Fact]
    public async Task Tensors_that_do_not_fit_change_nothing()
    {
        using StoreUnderTest source = new();
        using StoreUnderTest target = new(maxBytes: 100);
        using TemporaryFolder folder = new();
        source.Put("a", 60, 1);
        source.Put("b", 60, 2);
        target.Put("a", 5, 9);
        await source.Store.SaveAsync(folder["state.safetensors"]);

        await Assert.ThrowsAsync<TensorStoreFullException>(() => target.Store.LoadAsync(folder["state.safetensors"]));

        Assert.Equal(["a"], target.Store.Keys());
        Assert.Equal((byte)9, target.First("a"));
        Assert.Equal(5, target.Store.ByteLength);
    }

    [Fact]
    public async Task Damaged_file_changes_nothing()
    {
        using StoreUnderTest test = new();
        using TemporaryFolder folder = new();
        test.Put("a", 5, 9);
        await File.WriteAllBytesAsync(folder["state.safetensors"], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

        await Assert.ThrowsAsync<InvalidDataException>(() => test.Store.LoadAsync(folder["state.safetensors"]));

        Assert.Equal((1, 5), (test.Store.Count, test.Store.ByteLength));
    }
}
