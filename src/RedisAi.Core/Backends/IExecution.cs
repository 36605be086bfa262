namespace RedisAi.Backends;

/// <summary>What runs one call at a time, and is used again for the next call.</summary>
public interface IExecution : IDisposable
{
    /// <summary>Asks the run that is going on to stop soon. Called from other threads, only while it runs; it may be too late.</summary>
    /// <remarks>It must not throw: a timer calls it, where nobody would catch that and the process would end.</remarks>
    void Cancel();

    /// <summary>Forgets a <see cref="Cancel"/> before the next run.</summary>
    void ResetCancel();
}
