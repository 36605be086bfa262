using RedisAi.Backends;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Registry;

namespace RedisAi.Models;

/// <summary>One loaded model.</summary>
internal sealed class ModelVersion : ServedVersion
{
    private readonly IModelSession _session;

    public ModelVersion(string key, int number, string backendName, IModelSession session, ModelOptions options, EngineMetrics metrics, TimeProvider time)
        : base(new RunSubject(RunSubject.Model, key, number, backendName), session, metrics, time)
    {
        Options = options;
        Signature = session.Signature;
        Binder = new InputBinder(key, session.Signature);
        Estimate = new DurationEstimate(time);
        _session = session;
    }

    public ModelOptions Options { get; }

    public ModelSignature Signature { get; }

    public InputBinder Binder { get; }

    /// <summary>How long the next run will take.</summary>
    public DurationEstimate Estimate { get; }

    public ModelInfo GetInfo() => new(Key, Number, Subject.Backend, Options.Device, Options.Tag, Signature, Slots.GetStatistics())
    {
        Batching = new BatchingInfo(IsMerged: false, "each call is a run of its own"),
    };

    protected override ExecutionSlot CreateSlot(SlotPool slots) => new ModelSlot(slots, _session.CreateExecution(), this);
}
