using RedisAi.Backends;

namespace RedisAi.Testing.Simulation;

/// <summary>A backend whose models do what a delegate says, such as letting virtual time pass. Unlike a C# function, what it calls back is no part of the run.</summary>
/// <param name="signature">What its models take and give; its symbols tell where rows are.</param>
/// <param name="run">What a run does.</param>
internal sealed class SimulatedBackend(ModelSignature signature, SimulatedRun run) : IBackend
{
    public const string BackendName = "SIMULATED";

    private int _loads;

    /// <summary>A model that this backend recognizes.</summary>
    public static ModelSource Source { get; } = ModelSource.FromBytes("SIMULATED model"u8.ToArray());

    public string Name => BackendName;

    public bool IsPure { get; init; } = true;

    public bool PrefersFewBatchSizes { get; init; }

    /// <summary>Called before an execution is made.</summary>
    public Action? CreatingExecution { get; set; }

    public bool Recognizes(ModelContent content) => content.Head.Span.StartsWith("SIMULATED"u8);

    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken) =>
        new Session(this, Interlocked.Increment(ref _loads), signature, run);

    public void Dispose()
    {
    }

    private sealed class Session(SimulatedBackend backend, int version, ModelSignature signature, SimulatedRun run) : IModelSession
    {
        public ModelSignature Signature => signature;

        public bool DeclaresRows => true;

        public bool IsPure => backend.IsPure;

        public bool PrefersFewBatchSizes => backend.PrefersFewBatchSizes;

        public IModelExecution CreateExecution()
        {
            backend.CreatingExecution?.Invoke();
            return new SimulatedExecution(version, run);
        }

        public void Dispose()
        {
        }
    }
}
