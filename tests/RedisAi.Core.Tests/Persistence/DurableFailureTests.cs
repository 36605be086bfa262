using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using RedisAi.Tensors;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Persistence;

public class DurableFailureTests
{
    [Fact]
    public async Task What_could_not_be_written_is_written_with_the_next_try()
    {
        RecordedLog log = new(LogLevel.Warning);
        using DurableStore durable = new(new FakeStorage(), logger: log.CreateLogger("RedisAi"));
        durable.Put("kept", 1);
        durable.Put("removed", 1);
        await durable.WriteAsync();

        durable.Storage.Failure = new IOException("the disk is full");
        durable.Put("kept", 2);
        durable.Store.Remove("removed");
        durable.Put("new", 3);
        durable.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually.HoldsAsync(() => log.Entries.Count > 0, "the failure in the log");
        Assert.Equal("RedisAi[124]: What has changed could not be written to the storage of a test; it is tried again in 100 ms", Assert.Single(log.Lines));

        // What changes meanwhile comes after what failed.
        durable.Put("removed", 4);
        durable.Store.Remove("new");
        durable.Storage.Failure = null;
        await durable.WriteAsync();

        Assert.Equal(["kept", "removed"], durable.Storage.Keys);
        using DurableStore later = new(durable.Storage.Reopened());
        Assert.Equal([2f], later.Numbers("kept"));
        Assert.Equal([4f], later.Numbers("removed"));
    }

    [Fact]
    public void A_write_that_is_not_on_the_disk_is_not_acknowledged_where_every_write_counts()
    {
        using DurableStore durable = new(new FakeStorage(), Durability.EveryWrite);
        durable.Storage.Failure = new IOException("the disk is full");
        DurableStorageException error = Assert.Throws<DurableStorageException>(() => durable.Put("a", 1));
        Assert.Equal("Writing to the storage of a test failed: the disk is full", error.Message);

        // It is there in memory, and goes along with the next one.
        Assert.Equal([1f], durable.Numbers("a"));
        durable.Storage.Failure = null;
        durable.Put("b", 2);
        Assert.Equal(["a", "b"], durable.Storage.Keys);
    }

    [Fact]
    public async Task An_expiry_that_changes_while_the_tensor_could_not_be_written_does_not_stand_for_the_tensor()
    {
        using DurableStore durable = new(new FakeStorage());
        durable.Storage.Gate.Reset();
        durable.Put("a", 1);
        durable.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually.HoldsAsync(() => !durable.Store.SetTimeToLive("b", null), "a moment");
        durable.Storage.Failure = new IOException("the disk is full");
        durable.Store.SetTimeToLive("a", TimeSpan.FromHours(1));
        durable.Storage.Gate.Set();
        await Assert.ThrowsAsync<DurableStorageException>(durable.Memory.FlushAsync);
        durable.Storage.Failure = null;
        await durable.Memory.FlushAsync();

        using DurableStore later = new(durable.Storage.Reopened());
        Assert.Equal([1f], later.Numbers("a"));
        Assert.NotNull(later.Store.GetTimeToLive("a"));
    }

    [Fact]
    public void Memory_that_is_full_of_what_cannot_be_written_refuses_more()
    {
        using DurableStore durable = new(new FakeStorage(), maxBytes: 4000);
        durable.Storage.Failure = new IOException("the disk is full");
        durable.Put("a", new float[1000]);
        DurableStorageException error = Assert.Throws<DurableStorageException>(() => durable.Put("b", new float[1000]));
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.False(durable.Store.Contains("b"));
        Assert.Equal(4000, durable.Store.ByteLength);
        durable.Storage.Failure = null;
    }

    [Fact]
    public void What_is_lost_when_the_store_closes_is_said()
    {
        RecordedLog log = new(LogLevel.Warning);
        FakeStorage storage = new() { Failure = new IOException("the disk is gone") };
        using (DurableStore durable = new(storage, logger: log.CreateLogger("RedisAi")))
        {
            durable.Put("a", 1);
        }

        Assert.StartsWith("RedisAi[125]: What has changed since the last write is lost", Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.True(storage.IsDisposed);
    }

    [Fact]
    public async Task A_log_that_throws_does_not_end_the_writer()
    {
        RecordedLog log = new(LogLevel.Warning) { Logged = static _ => throw new InvalidOperationException("the log is broken") };
        using DurableStore durable = new(new FakeStorage(), logger: log.CreateLogger("RedisAi"));
        durable.Storage.Failure = new IOException("the disk is full");
        durable.Put("a", 1);
        durable.Time.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually.HoldsAsync(() => log.Entries.Count > 0, "the failure in the log");
        durable.Storage.Failure = null;
        await Eventually.HoldsAsync(
            () =>
            {
                durable.Time.Advance(TimeSpan.FromMilliseconds(100));
                return durable.Storage.Has("a");
            },
            "the next try");
    }

    [Fact]
    public void A_storage_that_does_not_open_is_closed_and_leaves_no_engine()
    {
        List<string> observed = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "RedisAi")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, _, _) => observed.Add(instrument.Name));
        listener.Start();
        RefusingStorage storage = new();
        RedisAiOptions options = new() { Storage = storage };
        DurableStorageException error = Assert.Throws<DurableStorageException>(() => new RedisAiEngine(options, []));
        Assert.Equal("somebody else has it", error.Message);
        Assert.True(storage.IsDisposed);
        listener.RecordObservableInstruments();
        Assert.Empty(observed);
    }

    private sealed class RefusingStorage : IDurableStorage
    {
        public bool IsDisposed { get; private set; }

        public string Name => "storage";

        public IEnumerable<DurableKey> Open() => throw new DurableStorageException("somebody else has it");

        public IReadOnlyList<DurableItem> ReadItems() => throw new InvalidOperationException();

        public Stream OpenContent(DurableItemId id, string name) => throw new InvalidOperationException();

        public bool TryRead(string key, out TensorValue value) => throw new InvalidOperationException();

        public IDurableSnapshot OpenSnapshot() => throw new InvalidOperationException();

        public void Write(DurableBatch batch, bool flush) => throw new InvalidOperationException();

        public void Dispose() => IsDisposed = true;
    }
}
