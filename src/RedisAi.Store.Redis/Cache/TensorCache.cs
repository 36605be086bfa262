namespace RedisAi.Store.Redis;

/// <summary>Tensors that were read from the server and may be read again without it: those used last, within a budget.</summary>
/// <remarks>
/// In an era the server tells of each write to what was read in it, see <see cref="InvalidationTracking"/>. What was read before, or between eras, is given only after the server was asked for its
/// version. A reader takes a ticket before it asks the server, and what it brings is kept only if no write was heard of since: the news may come faster than the answer.
/// </remarks>
/// <param name="maxBytes">The budget; 0 for none of it.</param>
/// <param name="time">The clock.</param>
internal sealed class TensorCache(long maxBytes, TimeProvider time) : IDisposable
{
    private const int StampCount = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<CachedTensor>> _entries = [];

    /// <summary>The one used last comes first.</summary>
    private readonly LinkedList<CachedTensor> _byUse = [];

    /// <summary>How often a write was heard of, to any of the keys that share a stamp.</summary>
    private readonly int[] _stamps = new int[StampCount];

    /// <summary>How many writes of this process to the keys of a stamp are under way.</summary>
    private readonly int[] _writes = new int[StampCount];

    private long _bytes;
    private long _lastEra;
    private long _era;
    private bool _isDisposed;

    public bool IsEnabled => maxBytes > 0;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Whether the server tells of writes now.</summary>
    public bool IsTold
    {
        get
        {
            lock (_lock)
            {
                return _era != 0;
            }
        }
    }

    /// <summary>Looks for a key.</summary>
    /// <param name="key">The engine's key.</param>
    /// <param name="found">The tensor with a reference, the caller's, unless there is none.</param>
    /// <param name="ticket">For what the caller brings from the server.</param>
    public CacheLookup Find(ReadOnlySpan<char> key, out FoundTensor found, out CacheTicket ticket)
    {
        int stamp = StampOf(key);
        lock (_lock)
        {
            ticket = new CacheTicket(_era, _stamps[stamp], time.GetTimestamp());
            found = default;
            if (!_entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out LinkedListNode<CachedTensor>? node))
            {
                return CacheLookup.Absent;
            }

            CachedTensor entry = node.Value;
            if (entry.TimeToLive is { } left && time.GetElapsedTime(entry.AskedAt) >= left)
            {
                Remove(node);
                return CacheLookup.Absent;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            found = new FoundTensor(entry.Value.AddReference(), entry.Version, entry.TimeToLive);
            return _era != 0 && entry.Era == _era ? CacheLookup.Current : CacheLookup.Unchecked;
        }
    }

    /// <summary>Keeps what was read, unless a write was heard of meanwhile.</summary>
    /// <param name="key">The engine's key.</param>
    /// <param name="found">What was read; its reference stays the caller's.</param>
    /// <param name="ticket">What <see cref="Find"/> gave before.</param>
    public void Add(string key, FoundTensor found, CacheTicket ticket)
    {
        CachedTensor entry = new(key, found.Value, found.Version) { AskedAt = ticket.AskedAt, TimeToLive = found.TimeToLive };
        lock (_lock)
        {
            if (_isDisposed || entry.Bytes > maxBytes || !IsValid(ticket, StampOf(key)))
            {
                return;
            }

            if (_entries.TryGetValue(key, out LinkedListNode<CachedTensor>? present))
            {
                if (present.Value.Version > found.Version)
                {
                    // Who asked later was answered sooner.
                    return;
                }

                Remove(present);
            }

            entry.Era = ticket.Era == _era ? _era : 0;
            entry.Value.Buffer.AddReference();
            _entries.Add(key, _byUse.AddFirst(entry));
            _bytes += entry.Bytes;
            while (_bytes > maxBytes)
            {
                // What is still being brought may be older than what goes.
                Forget(_byUse.Last!.Value.Key);
            }
        }
    }

    /// <summary>Notes that the server has the same version still.</summary>
    /// <param name="key">The engine's key.</param>
    /// <param name="version">The version.</param>
    /// <param name="timeToLive">The time that it has left by now.</param>
    /// <param name="ticket">What <see cref="Find"/> gave before the server was asked.</param>
    public void Confirm(string key, long version, TimeSpan? timeToLive, CacheTicket ticket)
    {
        lock (_lock)
        {
            if (IsValid(ticket, StampOf(key)) && _entries.TryGetValue(key, out LinkedListNode<CachedTensor>? node) && node.Value.Version == version)
            {
                node.Value.Era = ticket.Era == _era ? _era : 0;
                node.Value.AskedAt = ticket.AskedAt;
                node.Value.TimeToLive = timeToLive;
            }
        }
    }

    /// <summary>Forgets a key that somebody writes to, and what readers are bringing of it.</summary>
    public void Drop(ReadOnlySpan<char> key)
    {
        lock (_lock)
        {
            Forget(key);
        }
    }

    /// <summary>Forgets a key that this process begins to write to: until <see cref="EndWrite"/> nothing of it is kept, as the server does not tell of it.</summary>
    public void BeginWrite(ReadOnlySpan<char> key)
    {
        lock (_lock)
        {
            _writes[StampOf(key)]++;
            Forget(key);
        }
    }

    /// <summary>Ends what <see cref="BeginWrite"/> began, however the write has ended.</summary>
    public void EndWrite(ReadOnlySpan<char> key)
    {
        lock (_lock)
        {
            _writes[StampOf(key)]--;
            Forget(key);
        }
    }

    /// <summary>Forgets everything, and what readers are bringing.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            for (int i = 0; i < StampCount; i++)
            {
                _stamps[i]++;
            }

            while (_byUse.Last is { } last)
            {
                Remove(last);
            }
        }
    }

    /// <summary>Begins an era: from now on the server tells of writes to what is read.</summary>
    public void Trust()
    {
        lock (_lock)
        {
            _era = ++_lastEra;
        }
    }

    /// <summary>Ends the era: what is here is given only when the server confirms its version.</summary>
    public void Distrust()
    {
        lock (_lock)
        {
            _era = 0;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        Clear();
    }

    private static int StampOf(ReadOnlySpan<char> key) => KeyHash.Of(key) & (StampCount - 1);

    private bool IsValid(CacheTicket ticket, int stamp) => _stamps[stamp] == ticket.Stamp && _writes[stamp] == 0;

    private void Forget(ReadOnlySpan<char> key)
    {
        _stamps[StampOf(key)]++;
        if (_entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out LinkedListNode<CachedTensor>? node))
        {
            Remove(node);
        }
    }

    private void Remove(LinkedListNode<CachedTensor> node)
    {
        _entries.Remove(node.Value.Key);
        _byUse.Remove(node);
        _bytes -= node.Value.Bytes;
        node.Value.Value.Release();
    }
}
