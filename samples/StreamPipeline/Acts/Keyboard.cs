namespace RedisAi.Samples.StreamPipeline.Acts;

/// <summary>Whoever looks says what happens; at the end of the time the calls end.</summary>
/// <param name="readKey">Gives the next key, or null.</param>
/// <param name="duration">The time.</param>
internal sealed class Keyboard(Func<char?> readKey, TimeSpan duration) : IDirector
{
    public Act Next(TimeSpan now) => now >= duration ? Act.End : readKey() switch
    {
        'k' or 'K' => Act.Kill,
        's' or 'S' => Act.Start,
        'q' or 'Q' => Act.End,
        _ => Act.None,
    };
}
