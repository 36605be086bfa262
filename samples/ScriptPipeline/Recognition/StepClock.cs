namespace RedisAi.Samples.ScriptPipeline.Recognition;

/// <summary>Takes the time of one step after another.</summary>
internal sealed class StepClock(TimeProvider time)
{
    private readonly List<StepTime> _steps = [];
    private long _started = time.GetTimestamp();

    public IReadOnlyList<StepTime> Steps => _steps;

    /// <summary>Ends a step, and begins the next.</summary>
    public void Done(string name)
    {
        long now = time.GetTimestamp();
        _steps.Add(new StepTime(name, time.GetElapsedTime(_started, now)));
        _started = now;
    }
}
