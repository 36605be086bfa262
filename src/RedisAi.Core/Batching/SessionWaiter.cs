namespace RedisAi.Batching;

/// <summary>Something that happens to a session when it is its turn.</summary>
internal abstract class SessionWaiter
{
    // Guarded by the lock of the session.
    public bool HasTurn { get; set; }

    public SessionWaiter? Before { get; set; }

    public SessionWaiter? After { get; set; }

    /// <summary>Called once, without any lock, when it has been given the turn for which it waited.</summary>
    public abstract void OnTurn();
}
