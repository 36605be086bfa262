using RedisAi.Tensors;

namespace RedisAi.Store.Redis;

/// <summary>The states of the sessions that this process holds, for those who reach for them as tensors: here they are newer than in the server.</summary>
/// <param name="states">The states.</param>
internal sealed class HeldStates(IStateStore states)
{
    /// <summary>Whether a key is a state of a session that is held here, under which number.</summary>
    public bool Has(ReadOnlySpan<char> key, out string session, out long fence)
    {
        (session, fence) = (KeyNames.SessionOf(key) ?? "", 0);
        fence = session.Length > 0 && states.IsShared ? states.FenceOf(session) : 0;
        return fence != 0;
    }

    /// <summary>Reads a state of a session.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="session">The session.</param>
    /// <param name="fence">The number under which it is held.</param>
    /// <param name="found">The state with a reference, the caller's, or an absent one.</param>
    /// <returns>False when the session was lost meanwhile: the server is to be asked.</returns>
    public bool TryRead(string key, string session, long fence, out FoundTensor found)
    {
        found = states.TryRead(key, out TensorValue value, out long version) ? new FoundTensor(value, version, null) : default;
        if (states.FenceOf(session) == fence)
        {
            return true;
        }

        TensorReads.Release(found);
        found = default;
        return false;
    }

    /// <summary>Writes a state, whatever it was, or only where it has a version.</summary>
    /// <param name="write">The state.</param>
    /// <param name="expectedVersion">The version; 0 for an absent state, null for any.</param>
    /// <returns>Whether it was written.</returns>
    public bool TryWrite(TensorWrite write, long? expectedVersion)
    {
        TensorValue value = write.Tensor.Lease();
        try
        {
            if (expectedVersion is { } expected)
            {
                return states.TryWrite([new StateWrite(write.Key, value, write.TimeToLive, expected)]);
            }

            while (!states.TryWrite([new StateWrite(write.Key, value, write.TimeToLive, VersionOf(write.Key))]))
            {
                // Somebody else wrote in between.
            }

            return true;
        }
        finally
        {
            value.Release();
        }
    }

    public bool Remove(string key) => states.Remove(key);

    public bool Contains(ReadOnlySpan<char> key) => states.Contains(key);

    /// <summary>Complete when what was written is in the server.</summary>
    public Task CommitAsync(string session, long fence) => states.CommitAsync(session, fence);

    private long VersionOf(string key)
    {
        if (!states.TryRead(key, out TensorValue value, out long version))
        {
            return 0;
        }

        value.Release();
        return version;
    }
}
