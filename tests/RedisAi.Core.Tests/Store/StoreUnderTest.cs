using RedisAi.Diagnostics;
using RedisAi.Store;
using RedisAi.Testing;

namespace RedisAi.Tests.Store;

/// <summary>A store on virtual time, with what it needs.</summary>
internal sealed class StoreUnderTest : IDisposable
{
    private readonly EngineMetrics _metrics = new(factory: null);
    private readonly MemoryTensorStore _store;

    public StoreUnderTest(long? maxBytes = null, TensorEviction eviction = TensorEviction.Reject, int seed = 1) =>
        _store = new MemoryTensorStore(new TensorStoreOptions { MaxBytes = maxBytes, Eviction = eviction }, Time, _metrics, seed);

    public ManualTimeProvider Time { get; } = new();

    public ITensorStore Store => _store;

    public MemoryTensorStore Memory => _store;

    /// <summary>Makes a tensor of bytes that are all the same.</summary>
    public static AiTensor Bytes(int length, byte value = 0) => AiTensor.Create<byte, byte>([length], value, static (span, fill) => span.Fill(fill));

    /// <summary>Stores a new tensor and keeps no handle on it.</summary>
    public void Put(string key, int length, byte value = 0, TimeSpan? timeToLive = null)
    {
        using AiTensor tensor = Bytes(length, value);
        _store.Set(key, tensor, timeToLive);
    }

    /// <summary>The first byte under a key, or null when the key is absent.</summary>
    public byte? First(string key)
    {
        using AiTensor? found = _store.Get(key);
        return found?.AsSpan<byte>()[0];
    }

    public void Dispose()
    {
        _store.Dispose();
        _metrics.Dispose();
    }
}
