using RedisAi.Sharing;
using RedisAi.Tensors;

namespace RedisAi.Store.Redis;

/// <summary>The states of the sessions that this process owns. What the budget has no room for is given up with its session, which Redis has.</summary>
internal sealed class StateMemory(RedisConnection connection, SessionNames names, SharingHost host) : IDisposable
{
    /// <summary>The tensors. The budget is not theirs: no state of an owned session may go by itself.</summary>
    public MemoryTensorStore Tensors { get; } = new(new TensorStoreOptions(), host.Time, host.Metrics, seed: Environment.TickCount);

    /// <summary>The same as sessions use it.</summary>
    public IStateStore States => Tensors;

    /// <summary>The most bytes that the states may take; null for any number.</summary>
    public long? MaxBytes => host.Tensors.MaxBytes;

    /// <summary>Whether they take more.</summary>
    public bool IsOverfull => MaxBytes is { } max && Tensors.ByteLength > max;

    /// <summary>Puts the states of a session there that was just taken.</summary>
    /// <exception cref="SharedStoreException">A state is damaged.</exception>
    public void Load(OwnedSession session, LoadedState[] states)
    {
        foreach (LoadedState loaded in states)
        {
            if (names.StateOf(loaded.Key) is { } key)
            {
                Load(session, key, loaded);
            }
        }
    }

    /// <summary>Removes the states of a session that is not this process's any more.</summary>
    public void Forget(OwnedSession session)
    {
        string[] keys;
        lock (session.Gate)
        {
            keys = [.. session.States.Keys];
        }

        foreach (string key in keys)
        {
            States.Remove(key);
        }
    }

    public void Dispose() => Tensors.Dispose();

    private void Load(OwnedSession session, string key, in LoadedState loaded)
    {
        TimeSpan? timeToLive = loaded.LifeMilliseconds < 0 ? null : TimeSpan.FromMilliseconds(Math.Max(1, loaded.LifeMilliseconds));
        TensorValue value = Decode(key, loaded.Record);
        try
        {
            States.TryWrite([new StateWrite(key, value, timeToLive, ReadVersion: 0)]);
        }
        finally
        {
            value.Release();
        }

        lock (session.Gate)
        {
            session.States.Load(key, loaded.Key, timeToLive);
        }
    }

    private TensorValue Decode(string key, byte[] record)
    {
        try
        {
            return TensorRecord.Decode(record, out _);
        }
        catch (InvalidDataException error)
        {
            throw new SharedStoreException(connection.Name, $"The state '{key}' in {connection.Name} is damaged: {error.Message}", error);
        }
    }
}
