using System.Collections.Concurrent;
using RedisAi.Batching;

namespace RedisAi.Models;

/// <summary>What the versions of each key have in common; it stays when a model is deleted, as the states of its sessions do.</summary>
internal sealed class ModelLines(SessionTables sessions)
{
    private readonly ConcurrentDictionary<string, ModelLine> _lines = new(StringComparer.Ordinal);

    public ModelLine Of(string key) => _lines.GetOrAdd(key, static (key, sessions) => new ModelLine(sessions.Of(key), new ModelRoutes()), sessions);
}
