using RedisAi.Backends;
using RedisAi.Diagnostics;
using RedisAi.Execution;

namespace RedisAi.Models;

/// <summary>One loaded model: its session, and the slots in which it runs.</summary>
internal sealed class ModelVersion
{
    private readonly IModelSession _session;
    private readonly SlotPool _slots;

    public ModelVersion(string key, int number, string backendName, IModelSession session, ModelOptions options, EngineMetrics metrics, TimeProvider time)
    {
        Key = key;
        Number = number;
        BackendName = backendName;
        Options = options;
        Signature = session.Signature;
        Binder = new InputBinder(key, session.Signature);
        Estimate = new DurationEstimate(time);
        _session = session;
        _slots = new SlotPool(new RunSubject(RunSubject.Model, key, number, backendName), session, CreateSlot, metrics, time);
    }

    public string Key { get; }

    public int Number { get; }

    public string BackendName { get; }

    public ModelOptions Options { get; }

    public ModelSignature Signature { get; }

    public InputBinder Binder { get; }

    /// <summary>How long the next run will take.</summary>
    public DurationEstimate Estimate { get; }

    /// <summary>Completes when the session is closed.</summary>
    public Task Closed => _slots.Closed;

    /// <summary>Takes a slot, or returns null when this version is closing.</summary>
    public ModelSlot? TryAcquire() => (ModelSlot?)_slots.TryAcquire();

    /// <summary>Refuses further calls; the session is closed when the last running one ends, which <see cref="Closed"/> tells.</summary>
    public void Close() => _slots.Close();

    /// <summary>Asks all running calls to stop.</summary>
    public void StopRuns() => _slots.StopRuns();

    public ModelInfo GetInfo() => new(Key, Number, BackendName, Options.Device, Options.Tag, Signature, _slots.GetStatistics());

    private ModelSlot CreateSlot(SlotPool slots) => new(slots, _session.CreateExecution(), this);
}
