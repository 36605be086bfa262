using RedisAi.Batching;
using RedisAi.Diagnostics;
using RedisAi.Sessions;
using RedisAi.Store;
using RedisAi.Tensors;
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
        CallQueue queue = CountedCall.QueueWithoutRuns(new QueueSettings { InputCount = 0, States = new SessionStates("m", null!, [], new RoutingOptions()) }, threads, metrics, time);
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

    [Fact]
    public async Task One_of_several_threads_has_the_turn()
    {
        ModelSession session = new("s");
        int inside = 0;
        int overlaps = 0;
        int turns = 0;
        Task[] threads = [.. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < 5_000_000; i++)
                {
                    if (session.TryEnter())
                    {
                        overlaps += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
                        turns++;
                        Interlocked.Decrement(ref inside);
                        Assert.Null(session.Leave());
                    }
                }
            },
            TaskCreationOptions.LongRunning))];

        await Eventually.EndsAsync(Task.WhenAll(threads));

        Assert.Equal(0, overlaps);
        Assert.NotEqual(0, turns);
        Assert.True(session.TryEnter(), "The turn is free again.");
    }

    [Fact]
    public void Session_whose_call_is_rejected_by_a_swap_is_not_in_mid_state_on_the_version_that_rejected_it()
    {
        ManualTimeProvider time = new();
        using StepThreads threads = new();
        using EngineMetrics metrics = new(factory: null);
        CallQueue? queue = null;

        // The application has set a state, and the version is replaced while a call reads it.
        StateSlot state = new(Input: 0, Output: 0, Specs.Of("h", TensorDataType.Int64, "batch", 1), BatchAxis: 0, default, TimeToLive: null);
        SessionStates states = new("m", new SwappedStore(() => queue!.Close()), [state], new RoutingOptions());
        queue = CountedCall.QueueWithoutRuns(new QueueSettings { InputCount = 1, States = states, Home = new Home() }, threads, metrics, time);
        ModelSession session = new("s");
        CountedCall call = new(queue, inputs: 1) { Session = session };
        call.Begin(time.GetTimestamp(), long.MaxValue, CancellationToken.None);

        Submission submission = queue.TrySubmit(call, CallerThread.Free);
        call.ReleaseInputs();

        Assert.Equal(Submission.Closed, submission);
        Assert.Null(session.Home);
        Assert.True(session.TryEnter(), "The turn is free again.");
    }

    [Fact]
    public void Session_whose_call_comes_and_ends_while_the_sweep_looks_for_its_states_stays_on_its_version()
    {
        bool isThere = false;
        ModelSession? session = null;
        Home home = new();

        // The call is done at the moment when the sweep has not found the states.
        GoneStore store = new(() => isThere, () => isThere = isThere || TryCall(session!, home));
        using SessionTables tables = new(store, new ManualTimeProvider());
        SessionTable table = tables.Of("m");
        session = table.Of("s");
        session.KeysOf(new SessionStates("m", store, [new StateSlot(0, 0, Specs.Of("h", TensorDataType.Int64, "batch", 1), 0, default, null)], new RoutingOptions()));

        table.Sweep();

        Assert.Equal(isThere, session.Home == home);
        Assert.Equal(isThere, table.Of("s") == session);
    }

    private static bool TryCall(ModelSession session, Home home)
    {
        if (!session.TryEnter())
        {
            return false;
        }

        session.MoveTo(home);
        session.Leave();
        return true;
    }

    private sealed class Home : ISessionHome
    {
        public int Sessions => 0;

        public void SessionCame()
        {
        }

        public void SessionLeft()
        {
        }
    }

    /// <summary>Has any state, and does something else when it is read.</summary>
    private sealed class SwappedStore(Action reading) : IStateStore
    {
        public bool TryRead(string key, out TensorValue value, out long version)
        {
            reading();
            (value, version) = (TensorRows.Zeros(TensorDataType.Int64, TensorShape.Create([1, 1])), 1);
            return true;
        }

        public bool TryWrite(ReadOnlySpan<StateWrite> writes) => false;

        public bool Contains(ReadOnlySpan<char> key) => true;

        public bool Remove(ReadOnlySpan<char> key) => false;
    }

    /// <summary>Does something else when a state was not found.</summary>
    private sealed class GoneStore(Func<bool> isThere, Action missed) : IStateStore
    {
        public bool TryRead(string key, out TensorValue value, out long version) => throw new InvalidOperationException("Nothing is read.");

        public bool TryWrite(ReadOnlySpan<StateWrite> writes) => throw new InvalidOperationException("Nothing is written.");

        public bool Contains(ReadOnlySpan<char> key)
        {
            bool found = isThere();
            if (!found)
            {
                missed();
            }

            return found;
        }

        public bool Remove(ReadOnlySpan<char> key) => false;
    }
}
