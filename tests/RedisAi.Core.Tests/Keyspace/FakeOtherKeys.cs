using RedisAi.Keyspace;

namespace RedisAi.Tests.Keyspace;

/// <summary>Keys that are kept elsewhere: tensors, which can be renamed, and models, which cannot.</summary>
internal sealed class FakeOtherKeys(TimeProvider time) : IOtherKeys
{
    public const string Tensor = "AI_TENSOR";
    public const string Model = "AI__MODEL";

    private readonly Dictionary<string, (string Type, DateTimeOffset? Gone, long Version)> _keys = [];
    private long _writes;

    /// <summary>Gets how often all keys were looked at.</summary>
    public int Looks { get; private set; }

    public IEnumerable<string> Keys
    {
        get
        {
            Looks++;
            Expire();
            return _keys.Keys;
        }
    }

    public long Count
    {
        get
        {
            Expire();
            return _keys.Count;
        }
    }

    public long ExpiringCount
    {
        get
        {
            Expire();
            return _keys.Values.Count(static kept => kept.Gone is not null);
        }
    }

    public ulong Walk(ulong from, long count, List<(uint Hash, string Key)> keys)
    {
        keys.AddRange(Keys.Select(static key => ((uint)key.GetHashCode(), key)).Where(entry => entry.Item1 >= from).OrderBy(static entry => entry.Item1));
        return KeyWalk.End;
    }

    public string? At(long place) => Keys.ElementAtOrDefault((int)place);

    public void Add(string key, string type = Tensor) => _keys[key] = (type, null, ++_writes);

    public string? TypeOf(string key)
    {
        Expire();
        return _keys.TryGetValue(key, out var kept) ? kept.Type : null;
    }

    public bool Remove(string key)
    {
        Expire();
        return _keys.Remove(key);
    }

    public void Clear() => _keys.Clear();

    public TimeSpan? TimeToLive(string key) => TypeOf(key) is null ? null : _keys[key].Gone - time.GetUtcNow();

    public bool SetTimeToLive(string key, TimeSpan? left)
    {
        if (TypeOf(key) is not { } type)
        {
            return false;
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(left ?? TimeSpan.MaxValue, TimeSpan.Zero);
        DateTimeOffset now = time.GetUtcNow();
        _keys[key] = (type, left > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue : now + left, ++_writes);
        return true;
    }

    public bool CanRename(string key) => TypeOf(key) == Tensor;

    public bool Rename(string key, string name)
    {
        if (TypeOf(key) == Model)
        {
            throw new KeyspaceException("ERR a model cannot be renamed");
        }

        if (_keys.Remove(key, out var kept))
        {
            _keys.Add(name, kept with { Version = ++_writes });
            return true;
        }

        return false;
    }

    public long VersionOf(string key) => TypeOf(key) is null ? 0 : _keys[key].Version;

    public long BytesOf(string key) => 4096;

    private void Expire()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((string key, _) in _keys.Where(pair => pair.Value.Gone <= now).ToArray())
        {
            _keys.Remove(key);
        }
    }
}
