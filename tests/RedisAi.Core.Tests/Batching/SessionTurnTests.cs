using RedisAi.Batching;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Sessions;
using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>What happens in the moment between the end of a session's call and the start of its next one.</summary>
public sealed class SessionTurnTests
{
    [Fact]
    public void Call_whose_time_is_over_while_it_is_given_its_turn_ends_once()
    {
        ManualTimeProvider time = new();
        using StepThreads threads = new();
        using EngineMetrics metrics = new(factory: null);
        SlotPool slots = new(new RunSubject(RunSubject.Model, "m", 1, "NONE"), new Nothing(), static _ => throw new InvalidOperationException("Nothing is run."), metrics, time);
        CallQueue queue = new(slots, new QueueSettings { InputCount = 0, States = new SessionStates("m", null!, [], new RoutingOptions()) }, threads);
        ModelSession session = new("s");
        Assert.True(session.TryEnter());
        CountedCall call = new(queue) { Session = session };
        call.Begin(time.GetTimestamp(), time.GetTimestamp() + TimeSpan.TicksPerMillisecond, CancellationToken.None);
        Assert.Equal(Submission.Accepted, queue.TrySubmit(call, CallerThread.Free));

        SessionWaiter? next = session.Leave();
        time.Advance(TimeSpan.FromMilliseconds(2));
        int early = call.Ends;
        SessionWaiter.Tell(next);
        threads.RunAll();

        Assert.Equal((0, 1), (early, call.Ends));
        Assert.True(session.TryEnter(), "The turn is free again.");
    }

    private sealed class CountedCall(CallQueue queue) : QueuedCall(queue, inputCount: 0, stateCount: 0)
    {
        public int Ends { get; private set; }

        public override void Execute()
        {
        }

        protected override void NoteEnd() => Ends++;
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
