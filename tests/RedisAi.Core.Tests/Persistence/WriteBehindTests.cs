using System.Collections;
using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Diagnostics;
using RedisAi.Persistence;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Persistence;

public sealed class WriteBehindTests
{
    [Fact]
    public async Task Everybody_who_waits_is_told_when_what_is_to_be_written_cannot_be_gathered()
    {
        using EngineMetrics metrics = new(factory: null);
        using Source source = new();
        using WriteBehind behind = new(new FakeStorage(), source, new DurabilityOptions(), new ManualTimeProvider(), metrics, NullLogger.Instance);
        Task before = behind.FlushAsync();
        Eventually.Comes(source.Asked);
        CatalogWrite first = new([]);
        CatalogWrite second = new(new Ungathered());
        Assert.True(behind.TryAdd(first));
        Assert.True(behind.TryAdd(second));
        Task flush = behind.FlushAsync();

        source.Gate.Set();

        await Eventually.EndsAsync(before);
        foreach (Task waiting in (Task[])[flush, first.Ended, second.Ended])
        {
            DurableStorageException error = await Assert.ThrowsAsync<DurableStorageException>(() => Eventually.EndsAsync(waiting));
            Assert.Contains("Gathered in vain.", error.Message, StringComparison.Ordinal);
        }

        // The source is to give the same again, and whatever comes next is written.
        Assert.Equal((1, 1), (source.WrittenCount, source.NotWrittenCount));
        CatalogWrite next = new([]);
        Assert.True(behind.TryAdd(next));
        await Eventually.EndsAsync(Task.WhenAll(next.Ended, behind.FlushAsync()));
        Assert.Equal(1, source.NotWrittenCount);
    }

    /// <summary>Changes of the store, of which there are none; waits until it may say so.</summary>
    private sealed class Source : IChangeSource, IDisposable
    {
        public ManualResetEventSlim Asked { get; } = new();

        public ManualResetEventSlim Gate { get; } = new();

        public int WrittenCount { get; private set; }

        public int NotWrittenCount { get; private set; }

        public void Collect(DurableBatch batch)
        {
            Asked.Set();
            Eventually.Comes(Gate);
        }

        public void Written() => WrittenCount++;

        public void NotWritten() => NotWrittenCount++;

        public void Dispose()
        {
            Asked.Dispose();
            Gate.Dispose();
        }
    }

    /// <summary>Changes that cannot be added to a batch, as if there were no memory.</summary>
    private sealed class Ungathered : IReadOnlyList<DurableItemChange>
    {
        public int Count => 1;

        public DurableItemChange this[int index] => throw new InvalidOperationException("Gathered in vain.");

        public IEnumerator<DurableItemChange> GetEnumerator() => throw new InvalidOperationException("Gathered in vain.");

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
