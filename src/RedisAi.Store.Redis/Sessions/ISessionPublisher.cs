namespace RedisAi.Store.Redis;

/// <summary>Keeps back what calls write to the states of a session, for somebody who publishes it together with something else.</summary>
internal interface ISessionPublisher
{
    /// <summary>Takes a session, and keeps back from now on what is written to its states. What was written before is in the store by then. Another publication of the session is waited for.</summary>
    /// <param name="session">The session, as its callers name it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The publication; disposed by the caller. Until then the session is not given away to who wants it.</returns>
    /// <exception cref="SessionMovedException">Another process has the session, and has not given it up in time.</exception>
    /// <exception cref="SharedStoreException">The store has not answered in time.</exception>
    ValueTask<SessionPublication> BeginAsync(string session, CancellationToken cancellationToken);
}
