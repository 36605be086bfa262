namespace RedisAi.Batching;

/// <summary>Something that happens to a session when it is its turn.</summary>
internal abstract class SessionWaiter
{
    // Guarded by the lock of the session.
    public bool HasTurn { get; set; }

    public SessionWaiter? Before { get; set; }

    public SessionWaiter? After { get; set; }

    /// <summary>Called once, without any lock, when it has been given the turn for which it waited.</summary>
    /// <returns>Who has been given the turn by it, if it has ended already: the caller tells that one next. It does not do so itself, as thousands may wait for each other.</returns>
    protected abstract SessionWaiter? OnTurn();

    /// <summary>Tells who has been given the turn, and whoever is given it by that.</summary>
    public static void Tell(SessionWaiter? next)
    {
        while (next is not null)
        {
            next = next.OnTurn();
        }
    }
}
