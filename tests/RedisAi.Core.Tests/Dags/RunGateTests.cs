using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Dags.Execution;
using RedisAi.Execution;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Dags;

/// <summary>The count of runs, without the runs.</summary>
public sealed class RunGateTests
{
    [Fact]
    public async Task Runs_may_end_while_those_that_take_too_long_are_asked_to_stop()
    {
        for (int round = 0; round < 20; round++)
        {
            // So many that some end while the others are looked for.
            RunGate gate = new(TimeProvider.System, NullLogger.Instance);
            Run[] runs = [.. Enumerable.Range(0, 20_000).Select(static _ => new Run())];
            Array.ForEach(runs, gate.Enter);
            using ManualResetEventSlim begun = new();
            Task ending = Task.Factory.StartNew(
                () =>
                {
                    Array.ForEach(runs[..100], gate.Leave);
                    begun.Set();
                    Array.ForEach(runs[100..], gate.Leave);
                },
                TaskCreationOptions.LongRunning);

            Eventually.Comes(begun);
            await Eventually.EndsAsync(gate.CloseAsync(TimeSpan.Zero, CancellationToken.None));

            await Eventually.EndsAsync(ending);
            Assert.All(runs, static run => Assert.InRange(run.Stops, 0, 1));
            Assert.Throws<ObjectDisposedException>(() => gate.Enter(new Run()));
        }
    }

    [Fact]
    public async Task All_that_are_left_are_asked_to_stop_and_told_of()
    {
        RecordedLog logs = new();
        RunGate gate = new(TimeProvider.System, logs.CreateLogger("plans"));
        Run[] runs = [new(), new(), new()];
        Array.ForEach(runs, gate.Enter);
        gate.Leave(runs[0]);

        await Eventually.EndsAsync(gate.CloseAsync(TimeSpan.Zero, CancellationToken.None));

        Assert.Equal([0, 1, 1], runs.Select(static run => run.Stops));
        Assert.Contains("2 runs of plans do not stop", logs.Texts.Last(), StringComparison.Ordinal);
    }

    private sealed class Run : IStoppableRun
    {
        private int _stops;

        public int Stops => Volatile.Read(ref _stops);

        public void Stop(StopReason reason)
        {
            Assert.Equal(StopReason.Shutdown, reason);
            Interlocked.Increment(ref _stops);
        }
    }
}
