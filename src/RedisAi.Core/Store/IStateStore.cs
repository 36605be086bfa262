using RedisAi.Tensors;

namespace RedisAi.Store;

/// <summary>A tensor store as sessions use it: values instead of handles, and all states of a call at once.</summary>
/// <remarks>
/// Where several processes share the store (<see cref="IsShared"/>), one of them holds a session at a time, and has its states in memory: all members but <see cref="HoldAsync"/> and
/// <see cref="CommitAsync(string, long)"/> know of the sessions that are held only, and reach for nothing else. Who loses a session makes its fence 0 before its states go; who takes one has all of its states before the
/// fence is there: with the same fence before and after, what was read in between is whole.
/// </remarks>
internal interface IStateStore
{
    /// <summary>Reads a tensor.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The tensor with a reference of the caller's, if this returns true.</param>
    /// <param name="version">The version of its entry; 0 when the key is absent. No version comes twice, not even when the session was lost and is held again.</param>
    bool TryRead(string key, out TensorValue value, out long version);

    /// <summary>Writes the states of a call: all of them, or none when somebody else wrote to one of them since it was read.</summary>
    /// <param name="writes">The states; the references stay the caller's.</param>
    /// <returns>Whether they were written.</returns>
    /// <exception cref="TensorStoreFullException">Together they do not fit into the budget. Nothing was changed.</exception>
    /// <exception cref="SessionMovedException">The session is not held any more. Nothing was changed.</exception>
    bool TryWrite(ReadOnlySpan<StateWrite> writes);

    /// <summary>Writes the states of a call as <see cref="TryWrite(ReadOnlySpan{StateWrite})"/> does, if the session is still held under a number.</summary>
    /// <param name="writes">The states; the references stay the caller's.</param>
    /// <param name="fence">The number under which the session was held when the states were read.</param>
    /// <returns>Whether they were written.</returns>
    /// <exception cref="TensorStoreFullException">Together they do not fit into the budget. Nothing was changed.</exception>
    /// <exception cref="SessionMovedException">The session is not held under this number any more. Nothing was changed.</exception>
    bool TryWrite(ReadOnlySpan<StateWrite> writes, long fence) => TryWrite(writes);

    /// <summary>Says whether a key is there.</summary>
    bool Contains(ReadOnlySpan<char> key);

    /// <summary>Says whether all of some keys are there.</summary>
    bool ContainsAll(ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (!Contains(key))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Removes a key.</summary>
    /// <exception cref="SessionMovedException">The session is not held any more. Nothing was changed.</exception>
    bool Remove(ReadOnlySpan<char> key);

    /// <summary>Whether what was written is acknowledged only when it is kept: on a disk, or by the shared store.</summary>
    bool IsAwaited => false;

    /// <summary>Complete when all that was written by now is kept.</summary>
    Task CommitAsync() => Task.CompletedTask;

    /// <summary>Complete when all that was written by now to the states of a session is kept. Called by who has the turn of the session, so that it is not given up in between.</summary>
    /// <param name="session">The session.</param>
    /// <param name="fence">The number under which it was held when it was written to.</param>
    /// <exception cref="SessionMovedException">The session was lost meanwhile: nothing that was written under this number, and not committed, is kept.</exception>
    /// <exception cref="SharedStoreException">The store has not answered in time: what was written may be kept, or not.</exception>
    Task CommitAsync(string session, long fence) => CommitAsync();

    /// <summary>Whether several processes share the store, so that sessions must be held. It does not change.</summary>
    bool IsShared => false;

    /// <summary>The number under which a session is held: another one each time that it was taken, and the same as long as nobody else can have had it. 0 when it is not held.</summary>
    long FenceOf(string session) => 1;

    /// <summary>Takes a session, from whoever gives it up or is dead, and loads its states; nothing is done where it is held. Several may wait for one session.</summary>
    /// <param name="session">The session, as its callers name it.</param>
    /// <param name="timeout">How long the caller waits at most; null for the store's own bound. It ends by then, whatever happens.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <remarks>Who completes it, and <see cref="CommitAsync(string, long)"/>, has no lock: calls go on right there.</remarks>
    /// <exception cref="SessionMovedException">Another process has the session, and has not given it up in time.</exception>
    /// <exception cref="SharedStoreException">The store has not answered in time.</exception>
    ValueTask HoldAsync(string session, TimeSpan? timeout, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
