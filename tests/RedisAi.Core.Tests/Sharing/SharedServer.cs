using RedisAi.Diagnostics;
using RedisAi.Store;
using RedisAi.Testing;

namespace RedisAi.Tests.Sharing;

/// <summary>What several engines share in these tests: the states of sessions, who owns which, and the tensors; all of it in memory, by virtual time.</summary>
internal sealed class SharedServer : IDisposable
{
    private readonly EngineMetrics _metrics = new(factory: null);
    private readonly MemoryTensorStore _tensors;
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Dictionary<string, float[]> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServerLease> _leases = new(StringComparer.Ordinal);
    private long _fences = 100;
    private int _writes;

    public SharedServer() => _tensors = new MemoryTensorStore(new TensorStoreOptions(), Time, _metrics, seed: 1);

    public ManualTimeProvider Time { get; } = new();

    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(10);

    public MemoryTensorStore Tensors => _tensors;

    /// <summary>Decides what asks in vain, by the session; null for nothing.</summary>
    public Func<string, bool>? IsUnreachable { get; set; }

    /// <summary>What a write of states waits for before it reaches the server; null for nothing.</summary>
    public Task? Gate { get; set; }

    /// <summary>How often states were written.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>The only element of a state; null when there is none.</summary>
    public float? StateOf(string key)
    {
        lock (_lock)
        {
            return _states.TryGetValue(key, out float[]? values) ? values[0] : null;
        }
    }

    /// <summary>Who owns a session; null for nobody.</summary>
    public FakeSharedStore? OwnerOf(string session)
    {
        lock (_lock)
        {
            return _leases.TryGetValue(session, out ServerLease lease) && lease.Until > Time.GetTimestamp() ? lease.Owner : null;
        }
    }

    /// <summary>Gives a session to who asks, with its states, unless another owner's time is not over.</summary>
    public bool TryTake(string session, FakeSharedStore owner, out ServerLease lease, out List<(string Key, float[] Values)> states)
    {
        ThrowIfUnreachable(session);
        lock (_lock)
        {
            long now = Time.GetTimestamp();
            states = [];
            if (_leases.TryGetValue(session, out lease) && lease.Until > now && lease.Owner != owner)
            {
                return false;
            }

            lease = new ServerLease(owner, ++_fences, now + LeaseTime.Ticks);
            _leases[session] = lease;
            states.AddRange(_states.Where(state => state.Key.StartsWith(session + "/", StringComparison.Ordinal)).Select(static state => (state.Key, state.Value)));
            return true;
        }
    }

    /// <summary>Makes a lease longer, if its number is still the latest.</summary>
    /// <returns>Until when it is; null when the session has another owner.</returns>
    public long? Renew(string session, long fence)
    {
        ThrowIfUnreachable(session);
        lock (_lock)
        {
            if (!_leases.TryGetValue(session, out ServerLease lease) || lease.Fence != fence)
            {
                return null;
            }

            _leases[session] = lease with { Until = Time.GetTimestamp() + LeaseTime.Ticks };
            return _leases[session].Until;
        }
    }

    /// <summary>Writes states, if the writer is still the owner.</summary>
    /// <returns>Null when they were written, else the owner.</returns>
    public FakeSharedStore? TryWrite(string session, long fence, IEnumerable<(string Key, float[]? Values)> states)
    {
        ThrowIfUnreachable(session);
        lock (_lock)
        {
            if (_leases.TryGetValue(session, out ServerLease lease) && lease.Fence != fence)
            {
                return lease.Owner;
            }

            _writes++;
            foreach ((string key, float[]? values) in states)
            {
                if (values is null)
                {
                    _states.Remove(key);
                }
                else
                {
                    _states[key] = values;
                }
            }

            return null;
        }
    }

    public void Release(string session, long fence)
    {
        lock (_lock)
        {
            if (_leases.TryGetValue(session, out ServerLease lease) && lease.Fence == fence)
            {
                _leases[session] = lease with { Until = 0 };
            }
        }
    }

    public void Dispose()
    {
        _tensors.Dispose();
        _metrics.Dispose();
    }

    private void ThrowIfUnreachable(string session)
    {
        if (IsUnreachable?.Invoke(session) == true)
        {
            throw new SharedStoreException("fake", "The fake server cannot be reached.");
        }
    }
}
