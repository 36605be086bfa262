using RedisAi.Samples.Sound;

namespace RedisAi.Samples.VoiceActivity.Detection;

/// <summary>Asks Silero VAD how likely the next window of a stream is speech.</summary>
/// <remarks>
/// The model is recurrent: each window is judged by what came before. What it remembers of a stream is the state of the stream's session,
/// which the engine keeps in the tensor store, and nothing is in this class. So one detector serves any number of streams, from any
/// thread, and windows of different streams that come at the same time are judged together.
/// </remarks>
internal sealed class VoiceDetector : IDisposable
{
    public const string ModelKey = "vad";

    private readonly IRedisAi _ai;
    private readonly IModel _model;
    private readonly AiTensor _sampleRate = AiTensor.Scalar((long)Recording.SampleRate);

    private VoiceDetector(IRedisAi ai)
    {
        _ai = ai;
        _model = ai.Models[ModelKey];
    }

    /// <exception cref="ModelLoadException">It is another model, without such a state.</exception>
    public static async Task<VoiceDetector> LoadAsync(IRedisAi ai, string modelPath, CancellationToken cancellationToken)
    {
        ModelOptions options = new() { States = { new ModelState("state", "stateN") { BatchAxis = 1 } }, SharedInputs = { "sr" } };
        await ai.Models.StoreAsync(ModelKey, ModelSource.FromFile(modelPath), options, cancellationToken);
        return new VoiceDetector(ai);
    }

    /// <summary>Judges the next window of a stream.</summary>
    /// <param name="session">The stream. One that was never heard starts from zeros.</param>
    /// <param name="window">The next <see cref="Recording.WindowLength"/> samples, after the last of the window before, as <see cref="Recording.WindowInContext"/> gives them.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The probability of speech.</returns>
    public async ValueTask<float> DetectAsync(string session, ReadOnlyMemory<float> window, CancellationToken cancellationToken)
    {
        using AiTensor input = AiTensor.Create([1, window.Length], window.Span);

        // All inputs but the state, in the order of the signature.
        using ModelResult result = await _model.RunAsync([input, _sampleRate], new InferenceOptions { Session = session }, cancellationToken);
        return result.AsSpan<float>(0)[0];
    }

    /// <summary>Forgets a stream.</summary>
    public Task EndAsync(string session) => _ai.EndSessionAsync(session);

    public void Dispose() => _sampleRate.Dispose();
}
