using BenchmarkDotNet.Attributes;
using RedisAi.Backends.Onnx;

namespace RedisAi.Benchmarks.Detail;

/// <summary>The ways to call a model, on the smallest there is.</summary>
[MemoryDiagnoser]
public class RunBenchmarks
{
    private readonly RedisAiEngine _engine = new(new OnnxBackend());
    private readonly AiTensor _a = AiTensor.Create<float>([16], static elements => elements.Fill(1));
    private readonly AiTensor _b = AiTensor.Create<float>([16], static elements => elements.Fill(2));
    private NamedTensors _named = null!;
    private IModel _model = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        await _engine.Models.StoreAsync("add", ModelSource.FromFile(Path.Combine(AppContext.BaseDirectory, "models", "add16.onnx")));
        _model = _engine.Models["add"];
        _named = new NamedTensors { ["a"] = _a, ["b"] = _b };
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _a.Dispose();
        _b.Dispose();
        _engine.Dispose();
    }

    [Benchmark(Baseline = true)]
    public float Positional()
    {
        using ModelResult result = _model.Run([_a, _b]);
        return result.AsSpan<float>(0)[0];
    }

    [Benchmark]
    public float Named()
    {
        using ModelResult result = _model.Run(_named);
        return result.AsSpan<float>("c")[0];
    }

    [Benchmark]
    public async Task<float> PositionalAsync()
    {
        using ModelResult result = await _model.RunAsync([_a, _b]);
        return result[0].AsSpan<float>()[0];
    }

    [Benchmark]
    public float FreshInputs()
    {
        using AiTensor a = AiTensor.Create<float>([16], static elements => elements.Fill(1));
        using AiTensor b = AiTensor.Create<float>([16], static elements => elements.Fill(2));
        using ModelResult result = _model.Run([a, b]);
        return result.AsSpan<float>(0)[0];
    }

    [Benchmark]
    public float WithTimeout()
    {
        using ModelResult result = _model.Run([_a, _b], new InferenceOptions { Timeout = TimeSpan.FromSeconds(1) });
        return result.AsSpan<float>(0)[0];
    }
}
