using System.Collections.Concurrent;
using RedisAi.Sharing;
using RedisAi.Store;
using RedisAi.Tensors;

namespace RedisAi.Tests.Sharing;

/// <summary>The sessions that one process holds, and their states, of one float32 each.</summary>
internal sealed class FakeSharedStates : IStateStore, IAsyncDisposable
{
    private readonly SharedServer _server;
    private readonly FakeSharedStore _store;
    private readonly SharingHost _host;
    private readonly MemoryTensorStore _memory;
    private readonly ITimer _renewing;
    private readonly ConcurrentDictionary<string, HeldStates> _held = new(StringComparer.Ordinal);

    // Guarded by itself: the keys that were not written yet.
    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private int _waiting;

    public FakeSharedStates(SharedServer server, FakeSharedStore store, SharingHost host)
    {
        (_server, _store, _host) = (server, store, host);
        _memory = new MemoryTensorStore(host.Tensors, host.Time, host.Metrics, seed: 1);
        _renewing = host.Time.CreateTimer(static state => ((FakeSharedStates)state!).Renew(), this, server.LeaseTime / 4, server.LeaseTime / 4);
    }

    /// <summary>How many calls wait for a session.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Called when a session was taken, before who has waited for it goes on.</summary>
    public Action<string>? Taken { get; set; }

    public bool IsShared => true;

    public bool IsAwaited => _store.WritesThrough;

    private IStateStore Memory => _memory;

    public long FenceOf(string session) => _held.TryGetValue(session, out HeldStates? held) && IsInTime(held) ? held.Fence : 0;

    public bool TryRead(string key, out TensorValue value, out long version) => Memory.TryRead(key, out value, out version);

    public bool Contains(ReadOnlySpan<char> key) => Memory.Contains(key);

    public bool TryWrite(ReadOnlySpan<StateWrite> writes)
    {
        lock (_dirty)
        {
            ThrowIfNotHeld(writes[0].Key);
            bool written = Memory.TryWrite(writes);
            foreach (ref readonly StateWrite write in writes)
            {
                if (written)
                {
                    _dirty.Add(write.Key);
                }
            }

            return written;
        }
    }

    public bool Remove(ReadOnlySpan<char> key)
    {
        lock (_dirty)
        {
            ThrowIfNotHeld(key);
            _dirty.Add(key.ToString());
            return Memory.Remove(key);
        }
    }

    public async ValueTask HoldAsync(string session, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            long end = _host.Time.GetTimestamp() + (timeout ?? _store.SessionTimeout).Ticks;
            while (!TryTake(session))
            {
                if (_host.Time.GetTimestamp() >= end)
                {
                    throw new SessionMovedException(session, _server.OwnerOf(session)?.Address);
                }

                if (_server.OwnerOf(session) is { } owner)
                {
                    _ = owner.Held.GiveUpAsync(session);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(10), _host.Time, cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public async Task CommitAsync(string session, long fence)
    {
        if (!_held.TryGetValue(session, out HeldStates? held) || held.Fence != fence)
        {
            throw Moved(session, _server.OwnerOf(session));
        }

        await (_server.Gate ?? Task.CompletedTask);
        await Task.Yield();
        Write(session, held);
    }

    /// <summary>Writes what was not written yet.</summary>
    public Task FlushAsync()
    {
        foreach ((string session, HeldStates held) in _held)
        {
            Write(session, held);
        }

        return Task.CompletedTask;
    }

    /// <summary>Hands a session over to who wants it, once no call of it is under way.</summary>
    public async Task GiveUpAsync(string session)
    {
        if (!_store.IsSilent && !_store.IsMean && _held.TryGetValue(session, out HeldStates? held))
        {
            await _host.DropAsync(session, () => Drop(session, isLost: false), CancellationToken.None);
            _server.Release(session, held.Fence);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _renewing.DisposeAsync();
        foreach (string session in _held.Keys)
        {
            long fence = _held[session].Fence;
            try
            {
                Drop(session, isLost: false);
                _server.Release(session, fence);
            }
            catch (Exception error) when (error is SharedStoreException or SessionMovedException)
            {
                // Its time will be over.
            }
        }

        _memory.Dispose();
    }

    /// <summary>Forgets a session, as a process does that learns that it has lost it.</summary>
    public void Lose(string session) => Drop(session, isLost: true);

    private static string SessionOf(ReadOnlySpan<char> key) => key[..key.IndexOf('/')].ToString();

    private SessionMovedException Moved(string session, FakeSharedStore? owner) => new(session, owner == _store ? null : owner?.Address);

    private bool IsInTime(HeldStates held) => _store.IsDelayed || held.Until > _host.Time.GetTimestamp();

    private bool TryTake(string session)
    {
        lock (_dirty)
        {
            if (FenceOf(session) != 0)
            {
                return true;
            }

            if (_store.IsClosed || !_server.TryTake(session, _store, out ServerLease lease, out List<(string Key, float[] Values)> states))
            {
                return false;
            }

            Drop(session, isLost: true);
            foreach ((string key, float[] values) in states)
            {
                using AiTensor state = AiTensor.Create<float>([1, 1], values);
                _memory.Set(key, state);
            }

            _held[session] = new HeldStates(lease.Fence, lease.Until);
        }

        Taken?.Invoke(session);
        return true;
    }

    private void Drop(string session, bool isLost)
    {
        lock (_dirty)
        {
            if (!_held.TryRemove(session, out HeldStates? held))
            {
                return;
            }

            try
            {
                if (!isLost)
                {
                    Write(session, held);
                }
            }
            finally
            {
                held.IsLost |= _dirty.RemoveWhere(key => SessionOf(key) == session) > 0;
                foreach (string key in _memory.Keys(session + "/*"))
                {
                    _memory.Remove(key);
                }
            }
        }
    }

    private void Write(string session, HeldStates held)
    {
        lock (_dirty)
        {
            string[] keys = [.. _dirty.Where(key => SessionOf(key) == session)];
            if (held.IsLost)
            {
                throw Moved(session, _server.OwnerOf(session));
            }

            if (keys.Length > 0 && _server.TryWrite(session, held.Fence, keys.Select(key => (key, ValuesOf(key)))) is { } owner)
            {
                Drop(session, isLost: true);
                throw Moved(session, owner);
            }

            _dirty.ExceptWith(keys);
        }
    }

    private float[]? ValuesOf(string key)
    {
        using AiTensor? state = _memory.Get(key);
        return state?.ToArray<float>();
    }

    private void ThrowIfNotHeld(ReadOnlySpan<char> key)
    {
        ReadOnlySpan<char> session = key[..key.IndexOf('/')];
        if (!_held.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(session, out HeldStates? held) || !IsInTime(held))
        {
            throw new SessionMovedException(session.ToString());
        }
    }

    private void Renew()
    {
        foreach ((string session, HeldStates held) in _held)
        {
            if (_store.IsSilent)
            {
                return;
            }

            try
            {
                if (_server.Renew(session, held.Fence) is { } until)
                {
                    held.Until = until;
                }
                else
                {
                    Drop(session, isLost: true);
                }
            }
            catch (SharedStoreException)
            {
                // Tried again by the next tick.
            }
        }
    }
}
