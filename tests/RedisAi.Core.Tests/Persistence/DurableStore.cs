using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Diagnostics;
using RedisAi.Store;
using RedisAi.Testing;

namespace RedisAi.Tests.Persistence;

/// <summary>A store in front of a storage, on virtual time.</summary>
internal sealed class DurableStore : IDisposable
{
    private readonly EngineMetrics _metrics = new(factory: null);

    public DurableStore(FakeStorage storage, Durability mode = Durability.Interval, long? maxBytes = null, ManualTimeProvider? time = null, ILogger? logger = null, int seed = 1)
    {
        Storage = storage;
        Time = time ?? new ManualTimeProvider();
        DurabilityOptions options = new() { Mode = mode, Interval = TimeSpan.FromMilliseconds(100) };
        Memory = new MemoryTensorStore(new TensorStoreOptions { MaxBytes = maxBytes }, Time, _metrics, seed, new StoreDurability(storage, options, logger ?? NullLogger.Instance));
    }

    public FakeStorage Storage { get; }

    public ManualTimeProvider Time { get; }

    public MemoryTensorStore Memory { get; }

    public ITensorStore Store => Memory;

    /// <summary>Lets the interval pass, and waits until what had changed is written.</summary>
    public async Task WriteAsync()
    {
        int before = Storage.Writes;
        Time.Advance(TimeSpan.FromMilliseconds(100));
        await Eventually.HoldsAsync(() => Storage.Writes > before, "a write");
    }

    public void Put(string key, params ReadOnlySpan<float> values) => Put(key, null, values);

    public void Put(string key, TimeSpan? timeToLive, params ReadOnlySpan<float> values)
    {
        using AiTensor tensor = AiTensor.Create([values.Length], values);
        Store.Set(key, tensor, timeToLive);
    }

    /// <summary>The numbers under a key, or null.</summary>
    public IReadOnlyList<float>? Numbers(string key)
    {
        using AiTensor? found = Store.Get(key);
        return found?.ToArray<float>();
    }

    public void Dispose()
    {
        Memory.Dispose();
        _metrics.Dispose();
    }
}
