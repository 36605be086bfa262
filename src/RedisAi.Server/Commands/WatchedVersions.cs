using RedisAi.Server.Protocol;

namespace RedisAi.Server.Commands;

/// <summary>The keys that a client watches, with their versions when it began to.</summary>
/// <param name="keys">The keys that there are.</param>
/// <param name="memory">What those that are watched are taken from.</param>
internal sealed class WatchedVersions(IEndpointKeys keys, ClientMemory memory)
{
    /// <summary>About what a key takes besides its characters, here and where it is noted that somebody watches it.</summary>
    private const int KeyBytes = 160;

    private readonly Dictionary<string, long> _versions = [];
    private long _bytes;

    /// <summary>How many there are. For any thread.</summary>
    public int Count => _versions.Count;

    /// <summary>The keys, for the thread that serves the client.</summary>
    public IEnumerable<string> Keys => _versions.Keys;

    /// <summary>Watches a key, if that is not so already. Called under the lock of the keys.</summary>
    /// <returns>False when there is no memory for it.</returns>
    public bool TryAdd(string key)
    {
        if (_versions.ContainsKey(key))
        {
            return true;
        }

        long bytes = KeyBytes + ((long)key.Length * sizeof(char));
        if (!memory.TryTake(bytes))
        {
            return false;
        }

        _bytes += bytes;
        _versions.Add(key, keys.Watch(key));
        return true;
    }

    /// <summary>Whether one of them was changed. Called under the lock of the keys.</summary>
    public bool HasChanged()
    {
        foreach ((string key, long version) in _versions)
        {
            if (keys.VersionOf(key) != version)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Watches none any more.</summary>
    public void Clear()
    {
        foreach (string key in _versions.Keys)
        {
            keys.Unwatch(key);
        }

        _versions.Clear();
        if (_versions.Capacity > CommandArguments.UsualCount)
        {
            _versions.TrimExcess();
        }

        memory.Give(_bytes);
        _bytes = 0;
    }
}
