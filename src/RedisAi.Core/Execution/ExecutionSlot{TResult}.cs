using RedisAi.Backends;

namespace RedisAi.Execution;

/// <summary>A slot whose calls give one type of result.</summary>
/// <typeparam name="TResult">A struct over a <see cref="ResultState"/>.</typeparam>
internal abstract class ExecutionSlot<TResult>(SlotPool pool, IExecution execution, DurationEstimate estimate, int inputCount)
    : ExecutionSlot(pool, execution, estimate, inputCount)
    where TResult : struct
{
    /// <summary>Runs the call on this thread, and gives the slot back, whatever happens.</summary>
    public abstract TResult RunAndReturn();
}
