namespace RedisAi.Samples.VoiceActivity.Detection;

/// <summary>When a row of probabilities counts as speech.</summary>
internal sealed record SpeechRules
{
    public static SpeechRules Default { get; } = new();

    /// <summary>The probability from which on speech starts.</summary>
    public float StartThreshold { get; init; } = 0.5f;

    /// <summary>The probability below which speech ends. Lower, so that one doubtful window does not cut a word in two.</summary>
    public float EndThreshold { get; init; } = 0.35f;

    /// <summary>Shorter speech is a click or a cough.</summary>
    public TimeSpan ShortestSpeech { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A shorter pause is one between words, and part of the speech.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromMilliseconds(200);
}
