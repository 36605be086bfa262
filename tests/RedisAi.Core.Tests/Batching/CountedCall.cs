using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Batching;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Testing.Simulation;

namespace RedisAi.Tests.Batching;

/// <summary>A call that counts how often it ends, for what happens in a queue before anything is run.</summary>
internal sealed class CountedCall(CallQueue queue, int inputs = 0) : QueuedCall(queue, inputs, stateCount: inputs)
{
    public int Ends { get; private set; }

    /// <summary>A queue whose calls must not come to be run.</summary>
    public static CallQueue QueueWithoutRuns(QueueSettings settings, StepThreads threads, EngineMetrics metrics, TimeProvider time) =>
        new(SlotsWithoutRuns(metrics, time), settings, threads);

    /// <summary>The slots of such a queue.</summary>
    public static SlotPool SlotsWithoutRuns(EngineMetrics metrics, TimeProvider time) =>
        new(new RunSubject(RunSubject.Model, "m", 1, "NONE"), new Nothing(), static _ => throw new InvalidOperationException("Nothing is run."), metrics, time, NullLogger.Instance);

    public override void Execute()
    {
    }

    protected override void NoteEnd() => Ends++;

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
