using Microsoft.Extensions.Logging;
using RedisAi.Diagnostics;
using RedisAi.Execution;

namespace RedisAi.Registry;

/// <summary>One version of what is under a key: a session that a backend has loaded, and the slots in which it runs.</summary>
internal abstract class ServedVersion
{
    protected ServedVersion(RunSubject subject, IDisposable session, EngineMetrics metrics, TimeProvider time, ILogger logger)
    {
        Subject = subject;
        Slots = new SlotPool(subject, session, CreateSlot, metrics, time, logger);
    }

    public RunSubject Subject { get; }

    public string Key => Subject.Key;

    /// <summary>1 for the first under the key, then one more with each that replaces it.</summary>
    public int Number => Subject.Version;

    /// <summary>Completes when the session is closed.</summary>
    public Task Closed => Slots.Closed;

    protected SlotPool Slots { get; }

    /// <summary>Takes a slot, or returns null when this version is closing.</summary>
    public ExecutionSlot? TryAcquire() => Slots.TryAcquire();

    /// <summary>Refuses further calls; the session is closed when the last running one ends, which <see cref="Closed"/> tells.</summary>
    public virtual void Close() => Slots.Close();

    /// <summary>Asks all running calls to stop.</summary>
    public virtual void StopRuns() => Slots.StopRuns();

    protected abstract ExecutionSlot CreateSlot(SlotPool slots);
}
