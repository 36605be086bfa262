using System.Runtime.CompilerServices;
using RedisAi.Registry;

namespace RedisAi.Server.Ai;

/// <summary>What an endpoint knows of models and scripts. Each record goes with its version: what is stored next under the key has another.</summary>
internal sealed class KeyRecords
{
    private readonly ConditionalWeakTable<ServedVersion, KeyRecord> _records = [];
    private long _lastStamp;

    /// <summary>The record of a version; a new one for what the application has stored.</summary>
    public KeyRecord Of(ServedVersion version) =>
        _records.TryGetValue(version, out KeyRecord? record) ? record : _records.GetValue(version, _ => Create(Stamp(), null, null));

    /// <summary>Makes the record of what a client stores, before it serves.</summary>
    /// <param name="version">What is stored.</param>
    /// <param name="present">What serves under the key until then; null for nothing.</param>
    /// <param name="model">What the client has sent, if it is a model.</param>
    /// <param name="script">What the client has sent, if it is a script.</param>
    public void Add(ServedVersion version, ServedVersion? present, StoredModel? model, StoredScript? script)
    {
        long order = present is null ? Stamp() : Of(present).Order;
        _records.AddOrUpdate(version, Create(order, model, script));
    }

    private KeyRecord Create(long order, StoredModel? model, StoredScript? script) => new(Stamp(), order) { Model = model, Script = script };

    private long Stamp() => Interlocked.Increment(ref _lastStamp);
}
