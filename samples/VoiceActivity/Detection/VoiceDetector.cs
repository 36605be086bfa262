using RedisAi.Samples.VoiceActivity.Sound;

namespace RedisAi.Samples.VoiceActivity.Detection;

/// <summary>Asks Silero VAD how likely the next window of a stream is speech.</summary>
/// <remarks>
/// The model is recurrent: each window is judged by what came before. All that it remembers of a stream is in the tensor store, under
/// the keys of the stream, and nothing is in this class. So one detector serves any number of streams, from any thread, as long as
/// nobody hands in two windows of one stream at the same time.
/// </remarks>
internal sealed class VoiceDetector : IDisposable
{
    public const string ModelKey = "vad";

    /// <summary>The last samples of a window, which the model hears once more before the next.</summary>
    private const int ContextLength = 64;

    private static readonly string[] s_inputs = ["input", "state", "sr"];
    private static readonly string[] s_outputs = ["output", "stateN"];

    private readonly ITensorStore _tensors;
    private readonly IModel _model;
    private readonly AiTensor _sampleRate = AiTensor.Scalar((long)Recording.SampleRate);

    private VoiceDetector(ITensorStore tensors, IModel model)
    {
        _tensors = tensors;
        _model = model;
    }

    /// <exception cref="InvalidDataException">It is another model.</exception>
    public static async Task<VoiceDetector> LoadAsync(IRedisAi ai, string modelPath, CancellationToken cancellationToken)
    {
        await ai.Models.StoreAsync(ModelKey, ModelSource.FromFile(modelPath), cancellationToken: cancellationToken);
        IModel model = ai.Models[ModelKey];
        CheckSignature(model.Signature, modelPath);
        return new VoiceDetector(ai.Tensors, model);
    }

    /// <summary>Judges a window, and leaves in the store what the next one of the stream needs.</summary>
    /// <param name="keys">The stream. One that was never heard starts from zeros.</param>
    /// <param name="window">The next <see cref="Recording.WindowLength"/> samples.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The probability of speech.</returns>
    public float Detect(StreamKeys keys, ReadOnlySpan<float> window, CancellationToken cancellationToken)
    {
        using AiTensor state = _tensors.GetOrAdd(keys.State, static _ => Zeros([2, 1, 128]));
        using AiTensor context = _tensors.GetOrAdd(keys.Context, static _ => Zeros([1, ContextLength]));
        using AiTensor nextContext = AiTensor.Create([1, ContextLength], window[^ContextLength..]);
        using AiTensor newSamples = AiTensor.Create([1, Recording.WindowLength], window);
        using AiTensor input = AiTensor.Concat([context, newSamples], axis: 1);

        // By position, in the order of the signature: nothing is looked up or allocated.
        using ModelResult result = _model.Run([input, state, _sampleRate], cancellationToken: cancellationToken);

        // Both or, in a store with a budget, none. The result lends its output; the store takes a reference, not a copy.
        _tensors.SetAll([new(keys.State, result[1]), new(keys.Context, nextContext)]);
        return result.AsSpan<float>(0)[0];
    }

    /// <summary>Forgets a stream.</summary>
    public void End(StreamKeys keys)
    {
        _tensors.Remove(keys.State);
        _tensors.Remove(keys.Context);
    }

    public void Dispose() => _sampleRate.Dispose();

    private static AiTensor Zeros(ReadOnlySpan<long> shape) => AiTensor.Create<float>(shape, static elements => elements.Clear());

    private static void CheckSignature(ModelSignature signature, string path)
    {
        if (!signature.Inputs.Select(static input => input.Name).SequenceEqual(s_inputs)
            || !signature.Outputs.Select(static output => output.Name).SequenceEqual(s_outputs))
        {
            throw new InvalidDataException(
                $"'{path}' is not Silero VAD v6: it is {signature}, and should be ({string.Join(", ", s_inputs)}) -> ({string.Join(", ", s_outputs)}).");
        }
    }
}
