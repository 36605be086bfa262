using RedisAi.Backends;
using RedisAi.Batching;
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
        Merging = MergeDecision.Alone("each call is a run of its own");
    }

    public ModelOptions Options { get; }

    public ModelSignature Signature { get; }

    public InputBinder Binder { get; }

    /// <summary>How long the next run will take.</summary>
    public DurationEstimate Estimate { get; }

    /// <summary>What tells whether calls share runs, and how.</summary>
    public IModelSession Session => _session;

    /// <summary>Whether calls share runs. Set once, before the version serves.</summary>
    public MergeDecision Merging { get; set; }

    /// <summary>Which axes have the rows of a call; null when each call is a run of its own.</summary>
    public RowLayout? Rows => Merging.Rows;

    /// <summary>Whether calls share runs, and why.</summary>
    public BatchingInfo Batching => Merging.Info;

    /// <summary>What runs of 1, 2, 4 and 8 rows took, as far as they were tried.</summary>
    public IReadOnlyList<(int Rows, long Ticks)> MeasuredRuns => Merging.MeasuredRuns;

    public ModelInfo GetInfo() => new(Key, Number, Subject.Backend, Options.Device, Options.Tag, Signature, Slots.GetStatistics())
    {
        Batching = Batching,
    };

    protected override ExecutionSlot CreateSlot(SlotPool slots) => new ModelSlot(slots, _session.CreateExecution(), this);
}
