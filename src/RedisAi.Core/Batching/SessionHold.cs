namespace RedisAi.Batching;

/// <summary>A call that has its session's turn, and waits until this process holds the session.</summary>
/// <param name="call">The call.</param>
/// <param name="session">The session, as its callers name it.</param>
/// <param name="timeout">How long it waits at most; null for the store's own bound.</param>
#pragma warning disable CA1001 // The source has no timer and makes no wait handle, so there is nothing to dispose.
internal sealed class SessionHold(QueuedCall call, string session, TimeSpan? timeout)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _givenUp = new();

    public string Session => session;

    public TimeSpan? Timeout => timeout;

    /// <summary>Cancelled when the call has ended meanwhile.</summary>
    public CancellationToken Token => _givenUp.Token;

    /// <summary>The call; null once it has ended, when its object may serve another one already. Guarded by the lock of the queue.</summary>
    public QueuedCall? Call { get; private set; } = call;

    /// <summary>Lets go of the call. Under the lock of the queue.</summary>
    /// <returns>The call; null if it has ended.</returns>
    public QueuedCall? TakeCall()
    {
        (QueuedCall? taken, Call) = (Call, null);
        return taken;
    }

    /// <summary>Ends the wait. Not under a lock: the store learns of it here.</summary>
    public void GiveUp() => _givenUp.Cancel();
}
