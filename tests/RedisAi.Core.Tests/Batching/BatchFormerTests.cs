using RedisAi.Batching;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class BatchFormerTests
{
    [Fact]
    public void Of_runs_that_stop_merging_at_once_one_hears_that_it_is_new()
    {
        // What runs and what the settings are does not matter for this.
        BatchFormer[] formers = [.. Enumerable.Range(0, 20_000).Select(static _ => new BatchFormer(settings: null!, running: []))];
        int told = 0;

        int steps = Threads.RunInStep(2, formers.Length, (_, step) =>
        {
            if (formers[step].StopMerging())
            {
                Interlocked.Increment(ref told);
            }
        });

        Assert.Equal(steps, told);
    }
}
