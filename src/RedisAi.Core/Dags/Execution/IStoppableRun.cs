using RedisAi.Execution;

namespace RedisAi.Dags.Execution;

/// <summary>A run that can be asked to stop, at any time and by any thread.</summary>
internal interface IStoppableRun
{
    /// <summary>Asks the run to stop; nothing happens when it has ended.</summary>
    void Stop(StopReason reason);
}
