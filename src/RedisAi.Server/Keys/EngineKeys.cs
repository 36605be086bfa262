using RedisAi.Client.Replies;
using RedisAi.Keyspace;
using RedisAi.Server.Ai;
using RedisAi.Store;

namespace RedisAi.Server.Keys;

/// <summary>The tensors, models and scripts of an engine as keys of an endpoint's keyspace. All members are called under the lock of that.</summary>
internal sealed class EngineKeys : IOtherKeys, IDisposable
{
    /// <summary>About what a key takes besides its name and its contents.</summary>
    private const long KeyBytes = 128;

    // Versions of different things under one key must differ, too.
    private const long ModelVersions = 1L << 61;
    private const long TensorVersions = 1L << 60;

    private readonly RedisAiEngine _engine;
    private readonly IEngineStore _tensors;
    private readonly KeyRecords _records;
    private readonly KeyDeadlines _deadlines;
    private Lock? _lock;

    public EngineKeys(RedisAiEngine engine, KeyRecords records, TimeProvider time)
    {
        _engine = engine;
        _tensors = engine.TensorStore;
        _records = records;
        _deadlines = new KeyDeadlines(time, RemoveDue);
    }

    public IEnumerable<string> Keys => [.. _tensors.Keys(), .. Stored.Where(key => !RemoveIfDue(key))];

    public long Count => _tensors.Count + Stored.Count(key => !RemoveIfDue(key));

    public long ExpiringCount => _tensors.ExpiringCount + Stored.Count(key => !RemoveIfDue(key) && _deadlines.Left(key) is not null);

    /// <summary>The most bytes of tensors; null for any number.</summary>
    public long? MaxBytes => _tensors.MaxBytes;

    /// <summary>Whether tensors leave the memory to make room for others.</summary>
    public bool Evicts => _tensors.Evicts;

    public ulong Walk(ulong from, long count, List<(uint Hash, string Key)> keys)
    {
        ulong to = _tensors.Walk(from, count, keys);
        int tensors = keys.Count;
        foreach (string key in Stored)
        {
            uint hash = (uint)KeyHash.Of(key);
            if (hash >= from && hash < to && !RemoveIfDue(key))
            {
                keys.Add((hash, key));
            }
        }

        if (keys.Count > tensors)
        {
            keys.Sort(static (left, right) => left.Hash.CompareTo(right.Hash));
        }

        return to;
    }

    public string? At(long place) => _tensors.KeyAt(place) ?? Stored.Where(key => !RemoveIfDue(key)).ElementAtOrDefault((int)Math.Max(0, place - _tensors.Count));

    /// <summary>Whether a tensor was changed since this was set to false.</summary>
    public bool HasChanged { get; set; }

    /// <summary>Whether a command is answered when the tensors that it has changed are on the disk.</summary>
    public bool IsAwaited => _tensors.IsAwaited;

    /// <summary>What has failed to come back from the storage, or has not yet: no keys now, and maybe after the next start.</summary>
    private IEnumerable<string> NotRestored =>
        _tensors.Catalog is { } catalog ? catalog.PendingKeys(DurableItemKind.Model).Concat(catalog.PendingKeys(DurableItemKind.Script)) : [];

    private IEnumerable<string> Stored => _engine.ModelRegistry.Keys.Concat(_engine.ScriptRegistry.Keys);

    /// <summary>Tells of the lock, under which keys that are due are removed. Called once, before anything else.</summary>
    public void Join(Lock keys) => _lock = keys;

    public string? TypeOf(string key) =>
        key.Length == 0 ? null
        : _tensors.Contains(key) ? KeyTypes.Tensor
        : RemoveIfDue(key) ? null
        : _engine.ModelRegistry.Find(key) is not null ? KeyTypes.Model
        : _engine.ScriptRegistry.Find(key) is not null ? KeyTypes.Script
        : null;

    public bool Remove(string key)
    {
        if (key.Length == 0)
        {
            return false;
        }

        if (_tensors.RemoveUnacknowledged(key))
        {
            HasChanged = true;
            return true;
        }

        bool was = !_deadlines.IsDue(key);
        _deadlines.Set(key, null);
        bool removed = _engine.ModelRegistry.Remove(key);
        return (_engine.ScriptRegistry.Remove(key) || removed) && was;
    }

    public void Clear()
    {
        foreach (string key in Keys.Concat(NotRestored).ToArray())
        {
            Remove(key);
        }
    }

    public TimeSpan? TimeToLive(string key) => TypeOf(key) switch
    {
        null => null,
        KeyTypes.Tensor => _tensors.GetTimeToLive(key),
        _ => _deadlines.Left(key),
    };

    public bool SetTimeToLive(string key, TimeSpan? left)
    {
        string? type = TypeOf(key);
        if (type is null)
        {
            return false;
        }

        if (left <= TimeSpan.Zero)
        {
            return Remove(key);
        }

        if (type == KeyTypes.Tensor)
        {
            HasChanged = true;
            return _tensors.SetTimeToLiveUnacknowledged(key, left);
        }

        _deadlines.Set(key, left);
        return true;
    }

    /// <summary>Forgets when a key vanishes, since something else was stored under it.</summary>
    public void Keep(string key) => _deadlines.Set(key, null);

    public bool CanRename(string key) => TypeOf(key) is null or KeyTypes.Tensor;

    public bool Rename(string key, string name)
    {
        string? type = TypeOf(key);
        if (type is null)
        {
            return false;
        }

        if (type != KeyTypes.Tensor || name.Length == 0)
        {
            throw new KeyspaceException(name.Length == 0 ? "ERR a tensor needs a key that is not empty" : "ERR models and scripts cannot be renamed: store it again under the new key");
        }

        using AiTensor? tensor = _tensors.Get(key);
        if (tensor is null)
        {
            return false;
        }

        HasChanged = true;
        _tensors.SetUnacknowledged(name, tensor, _tensors.GetTimeToLive(key));
        return _tensors.RemoveUnacknowledged(key);
    }

    public long VersionOf(string key)
    {
        switch (TypeOf(key))
        {
            case null:
                return 0;
            case KeyTypes.Tensor:
                using (_tensors.Get(key, out long version))
                {
                    return version == 0 ? 0 : TensorVersions + version;
                }

            default:
                return ModelVersions + (RecordOf(key)?.Stamp ?? 0);
        }
    }

    public long BytesOf(string key)
    {
        switch (TypeOf(key))
        {
            case null:
                return 0;
            case KeyTypes.Tensor:
                using (AiTensor? tensor = _tensors.Get(key))
                {
                    return KeyBytes + key.Length + (tensor is null ? 0 : BytesOf(tensor));
                }

            case KeyTypes.Script:
                return KeyBytes + key.Length + (_engine.ScriptRegistry.Find(key)?.GetInfo().Source.Length ?? 0);
            default:
                return KeyBytes + key.Length + (RecordOf(key)?.Model?.Blob.Length ?? 0);
        }
    }

    /// <summary>Complete when what was changed by now is on the disk, where that is waited for. Called without the lock.</summary>
    public ValueTask AcknowledgeAsync(CancellationToken cancellationToken) => _tensors.AcknowledgeAsync(cancellationToken);

    public void Dispose() => _deadlines.Dispose();

    private static long BytesOf(AiTensor tensor)
    {
        if (tensor.DataType != TensorDataType.String)
        {
            return tensor.ByteLength;
        }

        long bytes = 0;
        foreach (string text in tensor.AsStrings())
        {
            bytes += text.Length + 1;
        }

        return bytes;
    }

    private KeyRecord? RecordOf(string key) =>
        _engine.ModelRegistry.Find(key) is { } model ? _records.Of(model)
        : _engine.ScriptRegistry.Find(key) is { } script ? _records.Of(script)
        : null;

    private void RemoveDue()
    {
        lock (_lock!)
        {
            Array.ForEach(_deadlines.Due(), key => RemoveIfDue(key));
            _deadlines.Arm();
        }
    }

    private bool RemoveIfDue(string key)
    {
        bool due = _deadlines.IsDue(key);
        if (due)
        {
            Remove(key);
        }

        return due;
    }
}
