using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Execution;

public sealed class SlotPoolTests
{
    [Fact]
    public void Session_whose_hold_is_released_at_the_moment_of_the_close_is_closed_once()
    {
        using EngineMetrics metrics = new(factory: null);
        RunSubject subject = new(RunSubject.Model, "m", 1, "test");
        CountedSession[] sessions = [.. Enumerable.Range(0, 20_000).Select(static _ => new CountedSession())];
        SlotPool[] pools = [.. sessions.Select(session => new SlotPool(subject, session, createSlot: null!, metrics, TimeProvider.System, NullLogger.Instance))];
        Array.ForEach(pools, static pool => pool.Hold());

        int steps = Threads.RunInStep(2, pools.Length, (thread, step) =>
        {
            if (thread == 0)
            {
                pools[step].Close();
            }
            else
            {
                pools[step].ReleaseHold();
            }
        });

        Assert.All(sessions.Take(steps), static session => Assert.Equal(1, session.Closed));
        Assert.All(pools.Take(steps), static pool => Assert.True(pool.Closed.IsCompleted));
    }

    private sealed class CountedSession : IDisposable
    {
        private int _closed;

        public int Closed => _closed;

        public void Dispose() => Interlocked.Increment(ref _closed);
    }
}
