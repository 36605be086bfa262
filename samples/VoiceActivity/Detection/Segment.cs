using RedisAi.Samples.Sound;

namespace RedisAi.Samples.VoiceActivity.Detection;

/// <summary>A stretch of speech.</summary>
/// <param name="First">Its first window.</param>
/// <param name="End">The first window after it.</param>
internal readonly record struct Segment(int First, int End)
{
    public TimeSpan StartTime => Recording.TimeOf(First);

    public TimeSpan EndTime => Recording.TimeOf(End);
}
