namespace RedisAi.Keyspace;

/// <summary>Keys that somebody watches, and how often each was removed meanwhile: one that has come and gone is absent as it was before, and has changed all the same.</summary>
internal sealed class WatchedKeys
{
    private readonly Dictionary<string, (int Watchers, long Removals)> _keys = new(StringComparer.Ordinal);

    public void Add(string key)
    {
        (int watchers, long removals) = _keys.GetValueOrDefault(key);
        _keys[key] = (watchers + 1, removals);
    }

    public void Remove(string key)
    {
        if (_keys.TryGetValue(key, out (int Watchers, long Removals) watched))
        {
            if (watched.Watchers == 1)
            {
                _keys.Remove(key);
            }
            else
            {
                _keys[key] = (watched.Watchers - 1, watched.Removals);
            }
        }
    }

    /// <summary>Notes that a key was removed.</summary>
    public void NoteRemoved(string key)
    {
        if (_keys.Count > 0 && _keys.TryGetValue(key, out (int Watchers, long Removals) watched))
        {
            _keys[key] = (watched.Watchers, watched.Removals + 1);
        }
    }

    /// <summary>Notes that all keys were removed.</summary>
    /// <param name="wasThere">Whether a key was there.</param>
    public void NoteCleared(Func<string, bool> wasThere)
    {
        foreach (string key in _keys.Keys.Where(wasThere).ToArray())
        {
            NoteRemoved(key);
        }
    }

    /// <summary>How often a key was removed since somebody has watched it.</summary>
    public long RemovalsOf(string key) => _keys.GetValueOrDefault(key).Removals;
}
