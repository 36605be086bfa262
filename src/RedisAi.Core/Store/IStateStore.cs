using RedisAi.Tensors;

namespace RedisAi.Store;

/// <summary>A tensor store as sessions use it: values instead of handles, and all states of a call at once.</summary>
internal interface IStateStore
{
    /// <summary>Reads a tensor.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The tensor with a reference of the caller's, if this returns true.</param>
    /// <param name="version">The version of its entry; 0 when the key is absent.</param>
    bool TryRead(string key, out TensorValue value, out long version);

    /// <summary>Writes the states of a call: all of them, or none when somebody else wrote to one of them since it was read.</summary>
    /// <param name="writes">The states; the references stay the caller's.</param>
    /// <returns>Whether they were written.</returns>
    /// <exception cref="TensorStoreFullException">Together they do not fit into the budget. Nothing was changed.</exception>
    bool TryWrite(ReadOnlySpan<StateWrite> writes);

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
    bool Remove(ReadOnlySpan<char> key);

    /// <summary>Whether what was written is acknowledged only when it is on a disk.</summary>
    bool IsAwaited => false;

    /// <summary>Complete when all that was written by now is on the disk.</summary>
    Task CommitAsync() => Task.CompletedTask;
}
