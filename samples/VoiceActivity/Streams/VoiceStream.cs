using RedisAi.Samples.VoiceActivity.Detection;
using RedisAi.Samples.VoiceActivity.Sound;

namespace RedisAi.Samples.VoiceActivity.Streams;

/// <summary>A copy of the recording that is being played: what was heard so far. What the model remembers of it is in the tensor store.</summary>
/// <param name="recording">What is played, from the offset to the end and then from the start to the offset.</param>
/// <param name="number">Which stream it is.</param>
/// <param name="offset">The window to begin with.</param>
internal sealed class VoiceStream(Recording recording, int number, int offset)
{
    private readonly float[] _probabilities = new float[recording.WindowCount];
    private int _position;

    public int Number => number;

    public int Offset => offset;

    public StreamKeys Keys { get; } = StreamKeys.Of(number);

    public bool IsAtEnd => _position == _probabilities.Length;

    /// <summary>Gets one probability for each window played, in the order of playing.</summary>
    public ReadOnlySpan<float> Probabilities => _probabilities.AsSpan(0, _position);

    /// <summary>Plays one window.</summary>
    public void PlayNext(VoiceDetector detector, CancellationToken cancellationToken)
    {
        ReadOnlySpan<float> window = recording.Window((offset + _position) % recording.WindowCount);
        _probabilities[_position] = detector.Detect(Keys, window, cancellationToken);
        _position++;
    }
}
