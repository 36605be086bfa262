using RedisAi.Models;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ShadowRunsTests
{
    [Fact]
    public void Of_two_copies_that_would_run_at_the_same_moment_one_does()
    {
        // Nothing is run, so that no services are needed.
        ShadowRuns[] runs = [.. Enumerable.Range(0, 50_000).Select(static _ => new ShadowRuns(services: null!))];
        int begun = 0;

        int steps = Threads.RunInStep(2, runs.Length, (_, step) =>
        {
            if (runs[step].TryBegin())
            {
                Interlocked.Increment(ref begun);
            }
        });

        Assert.Equal(steps, begun);
        Assert.False(runs[0].TryBegin());
        runs[0].End();
        Assert.True(runs[0].TryBegin());
    }
}
