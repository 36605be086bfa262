using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Persistence;

public class FlushTests
{
    [Theory]
    [InlineData(Durability.None)]
    [InlineData(Durability.Interval)]
    [InlineData(Durability.EveryWrite)]
    public async Task Everything_that_was_changed_before_a_flush_is_written_and_synchronised_when_it_ends(Durability mode)
    {
        using DurableStore durable = new(new FakeStorage(), mode);
        durable.Put("a", 1);
        durable.Put("b", 2);
        durable.Store.Remove("a");

        await Eventually.EndsAsync(durable.Memory.FlushAsync());

        Assert.Equal(["b"], durable.Storage.Keys);
        Assert.True(durable.Storage.LastWasFlushed);
    }

    [Fact]
    public async Task What_was_written_and_not_synchronised_is_by_a_flush_though_nothing_has_changed_since()
    {
        using DurableStore durable = new(new FakeStorage(), Durability.None);
        durable.Put("a", 1);
        await durable.WriteAsync();
        Assert.False(durable.Storage.LastWasFlushed);

        await Eventually.EndsAsync(durable.Memory.FlushAsync());

        Assert.True(durable.Storage.LastWasFlushed);
        Assert.Equal(2, durable.Storage.Writes);

        // And then there is nothing left.
        await Eventually.EndsAsync(durable.Memory.FlushAsync());
        Assert.Equal(2, durable.Storage.Writes);
    }

    [Fact]
    public async Task Writes_after_a_flush_are_as_the_mode_says_again()
    {
        using DurableStore durable = new(new FakeStorage(), Durability.None);
        durable.Put("a", 1);
        await Eventually.EndsAsync(durable.Memory.FlushAsync());
        durable.Put("b", 2);

        await durable.WriteAsync();

        Assert.False(durable.Storage.LastWasFlushed);
    }

    [Fact]
    public async Task Flush_that_fails_says_so_and_the_next_try_is_synchronised()
    {
        using DurableStore durable = new(new FakeStorage(), Durability.None);
        durable.Put("a", 1);
        durable.Storage.Failure = new IOException("The disk is full.");

        DurableStorageException error = await Assert.ThrowsAsync<DurableStorageException>(() => Eventually.EndsAsync(durable.Memory.FlushAsync()));
        Assert.Contains("The disk is full.", error.Message, StringComparison.Ordinal);
        durable.Storage.Failure = null;
        await durable.WriteAsync();

        Assert.Equal(["a"], durable.Storage.Keys);
        Assert.True(durable.Storage.LastWasFlushed);
    }

    [Fact]
    public async Task Flush_of_an_engine_goes_to_its_storage_and_can_be_left_alone()
    {
        FakeStorage storage = new();
        await using RedisAiEngine ai = new(new RedisAiOptions { Storage = storage, Durability = { Mode = Durability.None, Interval = TimeSpan.FromHours(1) } }, []);
        using AiTensor tensor = AiTensor.Scalar(1f);
        ai.Tensors.Set("a", tensor);
        storage.Gate.Reset();
        using CancellationTokenSource leave = new();

        Task flush = ai.FlushAsync(leave.Token);
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(flush));
        storage.Gate.Set();
        await Eventually.HoldsAsync(() => storage.Has("a"), "the tensor in the storage");
    }

    [Fact]
    public async Task Engine_without_a_storage_says_what_is_missing()
    {
        await using RedisAiEngine ai = new();

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => ai.FlushAsync());

        Assert.Equal("The engine has no storage to write to: set RedisAiOptions.Storage, or add one to the host, for example by AddSqliteStorage.", error.Message);
    }

    [Fact]
    public async Task Engine_that_was_disposed_is_not_flushed()
    {
        RedisAiEngine ai = new(new RedisAiOptions { Storage = new FakeStorage() }, []);
        await ai.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => ai.FlushAsync());
    }
}
