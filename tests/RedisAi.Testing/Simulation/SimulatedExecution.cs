using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.Testing.Simulation;

/// <summary>Runs a delegate; a request to stop is a flag for it.</summary>
/// <param name="version">1 for the first model that was loaded.</param>
/// <param name="run">What a run does.</param>
internal sealed class SimulatedExecution(int version, SimulatedRun run) : IModelExecution
{
    private volatile bool _isStopped;

    public int Version => version;

    /// <summary>Whether the run was asked to stop.</summary>
    public bool IsStopped => _isStopped;

    public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs) => run(this, inputs, outputs);

    public void ThrowIfStopped()
    {
        if (_isStopped)
        {
            throw new BackendException(SimulatedBackend.BackendName, nativeCode: 1, "the run was asked to stop");
        }
    }

    public void Cancel() => _isStopped = true;

    public void ResetCancel() => _isStopped = false;

    public void Dispose()
    {
    }
}
