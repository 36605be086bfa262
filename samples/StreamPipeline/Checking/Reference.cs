using RedisAi.Backends.Onnx;
using RedisAi.Samples.Sound;
using RedisAi.Samples.StreamPipeline.Work;

namespace RedisAi.Samples.StreamPipeline.Checking;

/// <summary>The same model in this process, which hears one window at a time: no streams, no shared runs, nobody who dies.</summary>
internal sealed class Reference : IAsyncDisposable
{
    private readonly RedisAiEngine _ai = new(new OnnxBackend());
    private readonly AiTensor _sampleRate = AiTensor.Scalar((long)Recording.SampleRate);

    private Reference()
    {
    }

    public static async Task<Reference> LoadAsync(CancellationToken cancellationToken)
    {
        Reference reference = new();
        ModelOptions options = new() { Batching = { Mode = BatchingMode.Off } };
        VoiceModel.Configure(options);
        await reference._ai.Models.StoreAsync(VoiceModel.Key, ModelSource.FromFile(VoiceModel.FilePath), options, cancellationToken);
        return reference;
    }

    /// <summary>Hears the next window of a call.</summary>
    public async ValueTask<float> HearAsync(string call, ReadOnlyMemory<byte> window, CancellationToken cancellationToken)
    {
        using AiTensor input = AudioWindow.ToTensor(window.Span);
        using ModelResult result = await _ai.Models[VoiceModel.Key].RunAsync([input, _sampleRate], new InferenceOptions { Session = call }, cancellationToken);
        return result.AsSpan<float>(0)[0];
    }

    public async ValueTask DisposeAsync()
    {
        _sampleRate.Dispose();
        await _ai.DisposeAsync();
    }
}
