using BenchmarkDotNet.Attributes;

namespace RedisAi.Benchmarks.Detail;

/// <summary>The store's operations on keys in the cache; goals measure it on many.</summary>
[MemoryDiagnoser]
public class StoreBenchmarks
{
    private readonly RedisAiEngine _engine = new();
    private readonly AiTensor _tensor = AiTensor.Create<float>([256], static elements => elements.Fill(1));

    [GlobalSetup]
    public void Setup() => _engine.Tensors.Set("session:42", _tensor);

    [GlobalCleanup]
    public void Cleanup()
    {
        _tensor.Dispose();
        _engine.Dispose();
    }

    [Benchmark]
    public void Get() => _engine.Tensors.Get("session:42")!.Dispose();

    [Benchmark]
    public void Set() => _engine.Tensors.Set("session:42", _tensor);

    [Benchmark]
    public bool Contains() => _engine.Tensors.Contains("session:42");

    [Benchmark]
    public void Create() => AiTensor.Create<float>([256], static elements => elements.Fill(1)).Dispose();
}
