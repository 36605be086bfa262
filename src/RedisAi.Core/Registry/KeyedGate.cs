namespace RedisAi.Registry;

/// <summary>Lets one at a time in for each key, in the order in which they came.</summary>
internal sealed class KeyedGate
{
    private readonly Dictionary<string, Gate> _gates = [];
    private readonly Lock _lock = new();

    /// <summary>For how many keys somebody is in or waits; only these take memory.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _gates.Count;
            }
        }
    }

    /// <summary>Waits until nobody else is in for this key.</summary>
    /// <returns>Lets the next one in when disposed.</returns>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken cancellationToken)
    {
        Gate gate;
        lock (_lock)
        {
            if (!_gates.TryGetValue(key, out gate!))
            {
                _gates[key] = gate = new Gate();
            }

            gate.Users++;
        }

        try
        {
            await gate.Semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Entry(this, key, gate);
        }
        catch
        {
            Leave(key, gate);
            throw;
        }
    }

    private void Leave(string key, Gate gate)
    {
        lock (_lock)
        {
            if (--gate.Users == 0)
            {
                _gates.Remove(key);
                gate.Semaphore.Dispose();
            }
        }
    }

    private sealed class Gate
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        /// <summary>How many are in or wait. Guarded by the lock.</summary>
        public int Users { get; set; }
    }

    private sealed class Entry(KeyedGate owner, string key, Gate gate) : IDisposable
    {
        public void Dispose()
        {
            gate.Semaphore.Release();
            owner.Leave(key, gate);
        }
    }
}
