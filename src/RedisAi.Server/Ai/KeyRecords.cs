using System.Runtime.CompilerServices;
using RedisAi.Models;
using RedisAi.Registry;
using RedisAi.Scripts;

namespace RedisAi.Server.Ai;

/// <summary>What an endpoint knows of models and scripts. Each record goes with its version: what is stored next under the key has another.</summary>
internal sealed class KeyRecords
{
    private readonly ConditionalWeakTable<ServedVersion, KeyRecord> _records = [];
    private readonly ModelRegistry _models;
    private long _lastStamp;

    /// <param name="models">Reads the files of models that came back from a storage.</param>
    /// <param name="time">The clock: stamps go on where an earlier process has ended, as orders of keys are kept.</param>
    public KeyRecords(ModelRegistry models, TimeProvider time)
    {
        _models = models;
        _lastStamp = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
    }

    /// <summary>The record of a version; a new one for what the application has stored, or what came back from a storage.</summary>
    public KeyRecord Of(ServedVersion version) => _records.TryGetValue(version, out KeyRecord? record) ? record : _records.GetValue(version, Create);

    /// <summary>Says where a key comes in the order of keys, for what is stored under it next.</summary>
    /// <param name="present">What serves under the key; null for nothing.</param>
    public long OrderAfter(ServedVersion? present) => present is null ? Stamp() : Of(present).Order;

    /// <summary>Makes the record of what a client stores, before it serves.</summary>
    /// <param name="version">What is stored.</param>
    /// <param name="order">Where its key comes in the order of keys.</param>
    /// <param name="model">What the client has sent, if it is a model.</param>
    /// <param name="script">What the client has sent, if it is a script.</param>
    public void Add(ServedVersion version, long order, StoredModel? model, StoredScript? script) => _records.AddOrUpdate(version, Create(order, model, script));

    private KeyRecord Create(ServedVersion version)
    {
        switch (version)
        {
            case ModelVersion { Head.Notes: var notes } model:
                return Create(KeyNotes.OrderOf(notes) ?? Stamp(), KeyNotes.ModelOf(notes, model.Options.Tag, () => _models.ReadFile(model)), null);
            case ScriptVersion { Head.Notes: var notes } script:
                return Create(KeyNotes.OrderOf(notes) ?? Stamp(), null, KeyNotes.ScriptOf(notes, script.Options.Tag, script.Text));
            default:
                return Create(Stamp(), null, null);
        }
    }

    private KeyRecord Create(long order, StoredModel? model, StoredScript? script) => new(Stamp(), order) { Model = model, Script = script };

    private long Stamp() => Interlocked.Increment(ref _lastStamp);
}
