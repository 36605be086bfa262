namespace RedisAi.Server.Ai;

/// <summary>Counts the calls of one model or script that came through the endpoint, as AI.INFO tells them.</summary>
internal sealed class RunTally
{
    private long _calls;
    private long _errors;
    private long _samples;
    private long _durationTicks;

    public long Calls => Interlocked.Read(ref _calls);

    public long Errors => Interlocked.Read(ref _errors);

    public long Samples => Interlocked.Read(ref _samples);

    public void Succeeded(long samples)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _samples, samples);
    }

    public void Failed()
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Increment(ref _errors);
    }

    /// <summary>The backend's time since the last <see cref="Reset"/>, which the engine counts, the application's calls included.</summary>
    public TimeSpan DurationOf(RunStatistics engine) => engine.Duration - TimeSpan.FromTicks(Interlocked.Read(ref _durationTicks));

    /// <summary>Begins at nothing.</summary>
    public void Reset(RunStatistics engine)
    {
        Interlocked.Exchange(ref _calls, 0);
        Interlocked.Exchange(ref _errors, 0);
        Interlocked.Exchange(ref _samples, 0);
        Interlocked.Exchange(ref _durationTicks, engine.Duration.Ticks);
    }
}
