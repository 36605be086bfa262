using Xunit;

namespace RedisAi.Tests.Store;

public sealed class TensorStoreTests
{
    [Fact]
    public void Tensor_is_found_under_its_key()
    {
        using StoreUnderTest test = new();
        using AiTensor tensor = AiTensor.Create<float>([2, 2], [1, 2, 3, 4]);

        test.Store.Set("a", tensor);
        using AiTensor? found = test.Store.Get("a");

        Assert.NotNull(found);
        Assert.NotSame(tensor, found);
        Assert.Equal(tensor.Shape, found.Shape);
        Assert.True(found.AsSpan<float>() == tensor.AsSpan<float>());
    }

    [Fact]
    public void Absent_key_gives_null_and_version_0()
    {
        using StoreUnderTest test = new();

        AiTensor? found = test.Store.Get("a", out long version);

        Assert.Null(found);
        Assert.Equal(0, version);
        Assert.False(test.Store.Contains("a"));
        Assert.False(test.Store.Remove("a"));
        Assert.Null(test.Store.GetTimeToLive("a"));
        Assert.False(test.Store.SetTimeToLive("a", TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Key_is_found_by_a_span_without_a_string()
    {
        using StoreUnderTest test = new();
        test.Put("call:42:audio", 1, 7);
        ReadOnlySpan<char> path = "/call:42:audio/";

        using AiTensor? found = test.Store.Get(path[1..^1]);

        Assert.NotNull(found);
        Assert.True(test.Store.Contains(path[1..^1]));
    }

    [Fact]
    public void Keys_are_compared_character_by_character()
    {
        using StoreUnderTest test = new();
        test.Put("key", 1, 1);
        test.Put("KEY", 1, 2);
        test.Put("k\u00e9y", 1, 3);
        test.Put("ke\u0301y", 1, 4);

        Assert.Equal(4, test.Store.Count);
        Assert.Equal((byte)1, test.First("key"));
        Assert.Equal((byte)4, test.First("ke\u0301y"));
    }

    [Fact]
    public void Stored_tensor_outlives_the_handle_it_was_stored_with()
    {
        using StoreUnderTest test = new();
        AiTensor tensor = StoreUnderTest.Bytes(10, 5);
        test.Store.Set("a", tensor);

        tensor.Dispose();
        using AiTensor other = StoreUnderTest.Bytes(10, 6);

        Assert.Equal((byte)5, test.First("a"));
    }

    [Fact]
    public void Tensor_that_was_got_outlives_its_key()
    {
        using StoreUnderTest test = new();
        test.Put("a", 10, 5);
        using AiTensor? found = test.Store.Get("a");

        test.Store.Remove("a");
        using AiTensor other = StoreUnderTest.Bytes(10, 6);

        Assert.Equal(5, found!.AsSpan<byte>()[9]);
        Assert.Equal(0, test.Store.ByteLength);
    }

    [Fact]
    public void Later_tensor_replaces_the_earlier()
    {
        using StoreUnderTest test = new();
        test.Put("a", 10, 1);

        test.Put("a", 30, 2);

        Assert.Equal((byte)2, test.First("a"));
        Assert.Equal(1, test.Store.Count);
        Assert.Equal(30, test.Store.ByteLength);
    }

    [Fact]
    public void Removed_key_is_gone()
    {
        using StoreUnderTest test = new();
        test.Put("a", 10);

        bool removed = test.Store.Remove("a");
        bool again = test.Store.Remove("a");

        Assert.True(removed);
        Assert.False(again);
        Assert.Null(test.First("a"));
        Assert.Equal((0, 0), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void Many_keys_come_and_go()
    {
        using StoreUnderTest test = new();
        for (int i = 0; i < 20_000; i++)
        {
            test.Put($"key:{i}", 8, (byte)i);
        }

        for (int i = 0; i < 20_000; i += 2)
        {
            Assert.True(test.Store.Remove($"key:{i}"));
        }

        Assert.Equal(10_000, test.Store.Count);
        Assert.Equal(80_000, test.Store.ByteLength);
        Assert.All(Enumerable.Range(0, 20_000), i => Assert.Equal(i % 2 == 0 ? null : (byte)i, test.First($"key:{i}")));
    }

    [Fact]
    public void Strings_and_empty_tensors_are_stored_too()
    {
        using StoreUnderTest test = new();
        using AiTensor names = AiTensor.CreateStrings([2], ["tabby", "tiger cat"]);
        using AiTensor empty = AiTensor.Create<float>([0, 3], []);
        test.Store.Set("names", names);
        test.Store.Set("empty", empty);

        using AiTensor? storedNames = test.Store.Get("names");
        using AiTensor? storedEmpty = test.Store.Get("empty");

        Assert.Equal(["tabby", "tiger cat"], storedNames!.AsStrings().ToArray());
        Assert.Equal([0, 3], storedEmpty!.Shape.Dimensions.ToArray());
        Assert.InRange(test.Store.ByteLength, "tabbytiger cat".Length * sizeof(char), 200);
        test.Store.Remove("names");
        Assert.Equal(0, test.Store.ByteLength);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        using StoreUnderTest test = new();
        using AiTensor tensor = StoreUnderTest.Bytes(1);
        AiTensor disposed = StoreUnderTest.Bytes(1);
        disposed.Dispose();

        Assert.Throws<ArgumentException>(() => test.Store.Set("", tensor));
        Assert.Throws<ArgumentNullException>(() => test.Store.Set(null!, tensor));
        Assert.Throws<ArgumentNullException>(() => test.Store.Set("a", null!));
        Assert.Throws<ObjectDisposedException>(() => test.Store.Set("a", disposed));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Store.Set("a", tensor, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Store.Set("a", tensor, TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentNullException>(() => test.Store.Keys(null!));
        Assert.Equal((0, 0), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public async Task Asynchronous_members_are_done_at_once()
    {
        using StoreUnderTest test = new();
        using AiTensor tensor = StoreUnderTest.Bytes(4, 9);

        ValueTask set = test.Store.SetAsync("a", tensor, TimeSpan.FromSeconds(5));
        ValueTask<AiTensor?> get = test.Store.GetAsync("a");

        Assert.True(set.IsCompletedSuccessfully);
        Assert.True(get.IsCompletedSuccessfully);
        using AiTensor? found = await get;
        Assert.Equal(9, found!.AsSpan<byte>()[0]);
        Assert.Equal(TimeSpan.FromSeconds(5), test.Store.GetTimeToLive("a"));
    }

    [Fact]
    public async Task Cancelled_asynchronous_members_do_nothing()
    {
        using StoreUnderTest test = new();
        using AiTensor tensor = StoreUnderTest.Bytes(4);
        CancellationToken cancelled = new(canceled: true);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await test.Store.SetAsync("a", tensor, cancellationToken: cancelled));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await test.Store.GetAsync("a", cancelled));

        Assert.Equal(0, test.Store.Count);
    }

    [Fact]
    public void Required_tensor_that_is_absent_is_named()
    {
        using StoreUnderTest test = new();

        TensorNotFoundException error = Assert.Throws<TensorNotFoundException>(() => test.Store.GetRequired("call:42"));

        Assert.Equal("call:42", error.Key);
        Assert.Equal("There is no tensor under the key 'call:42'.", error.Message);
    }

    [Fact]
    public void Disposed_store_has_released_its_tensors()
    {
        StoreUnderTest test = new();
        for (int i = 0; i < 1000; i++)
        {
            test.Put($"{i}", 10);
        }

        test.Dispose();

        // The leak check that follows each test counts the buffers.
        Assert.Equal((0, 0), (test.Store.Count, test.Store.ByteLength));
        Assert.Throws<ObjectDisposedException>(() => test.Store.Keys());
    }
}
