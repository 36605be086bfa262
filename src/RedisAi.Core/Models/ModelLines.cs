using System.Collections.Concurrent;
using RedisAi.Batching;

namespace RedisAi.Models;

/// <summary>What the versions of each key have in common; it stays when a model with states is deleted, as the states of its sessions do.</summary>
internal sealed class ModelLines(SessionTables sessions)
{
    private readonly ConcurrentDictionary<string, ModelLine> _lines = new(StringComparer.Ordinal);

    public int Count => _lines.Count;

    public ModelLine Of(string key) => _lines.GetOrAdd(key, static (key, sessions) => new ModelLine(sessions.Of(key), new ModelRoutes()), sessions);

    /// <summary>Forgets a key whose model was deleted, unless a version had states: an engine may meet any number of keys. For who may change what is under the key.</summary>
    public void Forget(string key)
    {
        if (_lines.TryGetValue(key, out ModelLine? line) && line.Sessions is { HasStates: false, IsEmpty: true })
        {
            _lines.TryRemove(key, out _);
            sessions.Forget(key);
        }
    }
}
