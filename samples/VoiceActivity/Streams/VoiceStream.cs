using System.Runtime.InteropServices;
using RedisAi.Samples.Sound;
using RedisAi.Samples.VoiceActivity.Detection;

namespace RedisAi.Samples.VoiceActivity.Streams;

/// <summary>A copy of the recording that is being played: what was heard so far. What the model remembers of it is in the tensor store, as the state of a session.</summary>
/// <param name="recording">What is played.</param>
/// <param name="number">Which stream it is.</param>
/// <param name="delay">How many windows after the first stream it begins.</param>
internal sealed class VoiceStream(Recording recording, int number, int delay)
{
    private readonly float[] _probabilities = new float[recording.WindowCount];

    public int Number => number;

    public int Delay => delay;

    public string Session { get; } = $"stream:{number}";

    /// <summary>How many windows were played.</summary>
    public int Position { get; private set; }

    public bool IsAtEnd => Position == _probabilities.Length;

    /// <summary>Gets one probability for each window played.</summary>
    public ReadOnlySpan<float> Probabilities => _probabilities.AsSpan(0, Position);

    /// <summary>Plays one window.</summary>
    public async ValueTask PlayNextAsync(VoiceDetector detector, CancellationToken cancellationToken)
    {
        _probabilities[Position] = await detector.DetectAsync(Session, recording.WindowInContext(Position), cancellationToken);
        Position++;
    }

    /// <summary>Whether both gave the same probabilities, to the bit.</summary>
    public bool HeardTheSameAs(VoiceStream other) =>
        MemoryMarshal.AsBytes(Probabilities).SequenceEqual(MemoryMarshal.AsBytes(other.Probabilities));
}
