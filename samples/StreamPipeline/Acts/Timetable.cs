namespace RedisAi.Samples.StreamPipeline.Acts;

/// <summary>Where nobody looks: a worker is killed after a while, and another one started.</summary>
/// <param name="duration">How long calls go on.</param>
internal sealed class Timetable(TimeSpan duration) : IDirector
{
    private readonly Queue<(TimeSpan At, Act Act)> _acts = new([(duration * 0.3, Act.Kill), (duration * 0.5, Act.Start), (duration, Act.End)]);

    public Act Next(TimeSpan now) => _acts.TryPeek(out (TimeSpan At, Act Act) next) && next.At <= now ? _acts.Dequeue().Act : Act.None;
}
