namespace RedisAi.Execution;

/// <summary>Where runs get their threads from; tests have another one, which does one thing after the other.</summary>
internal abstract class RunThreads : IDisposable
{
    /// <summary>How many threads can run at once.</summary>
    public virtual int Cores => Environment.ProcessorCount;

    /// <summary>Whether this is a thread that others share, and other work waits for it.</summary>
    public virtual bool HasWorkWaiting => false;

    /// <summary>Starts work soon on another thread.</summary>
    /// <param name="work">The work; it does not throw.</param>
    /// <param name="isLong">Whether it may take more than some milliseconds, and must not hold a thread that others wait for.</param>
    public abstract void Start(IThreadPoolWorkItem work, bool isLong);

    /// <summary>Tells a caller that its call has ended: what the caller does next runs on another thread, soon.</summary>
    public abstract void Complete(IThreadPoolWorkItem completion);

    /// <summary>Lets callers whose calls have ended go on, as far as they can at once, before this thread takes what waits.</summary>
    public abstract void Yield();

    public abstract void Dispose();
}
