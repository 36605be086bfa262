using RedisAi.Batching;
using RedisAi.Diagnostics;
using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>How a queue counts those who wait for its calls: threads of the pool, and runs.</summary>
public sealed class QueueWaitsTests
{
    private const int Steps = 50_000;

    [Fact]
    public void Waits_that_begin_and_end_on_two_threads_at_once_are_all_counted()
    {
        ManualTimeProvider time = new();
        using StepThreads threads = new();
        using EngineMetrics metrics = new(factory: null);
        CallQueue queue = CountedCall.QueueWithoutRuns(new QueueSettings { InputCount = 0, MaxRuns = 1, MeasuredRuns = [(1, 1)] }, threads, metrics, time);

        int begun = Threads.RunInStep(2, Steps, (_, _) =>
        {
            queue.BeginBlocking();
            queue.BeginNested();
        });
        int ended = Threads.RunInStep(2, begun, (_, _) => End());
        for (int wait = 2 * ended; wait < 2 * begun; wait++)
        {
            End();
        }

        Assert.True(ended > 100, $"The threads met {ended} times.");

        // While nobody waits a run comes from the pool; with a wait too many it would not, and with one too few there would be none.
        Assert.Equal((1, 0), StartsOf(queue, threads, time));

        // And it does not while anybody waits.
        queue.BeginBlocking();
        Assert.Equal((1, 1), StartsOf(queue, threads, time));

        void End()
        {
            queue.EndBlocking();
            queue.EndNested();
        }
    }

    /// <summary>Makes a call, ends it, and says how many runs were started for it in all, and how many on threads of their own.</summary>
    private static (int All, int Own) StartsOf(CallQueue queue, StepThreads threads, TimeProvider time)
    {
        int ownBefore = threads.LongStarts;
        using CancellationTokenSource cancelled = new();
        CountedCall call = new(queue);
        call.Begin(time.GetTimestamp(), long.MaxValue, cancelled.Token);
        Assert.Equal(Submission.Accepted, queue.TrySubmit(call, CallerThread.Free));
        (int, int) starts = (threads.Started, threads.LongStarts - ownBefore);
        cancelled.Cancel();
        threads.RunAll();
        return starts;
    }
}
