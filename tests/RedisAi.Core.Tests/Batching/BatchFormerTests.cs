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
        int arrived = 0;
        int told = 0;

        Threads.Run(2, _ =>
        {
            for (int i = 0; i < formers.Length; i++)
            {
                // Side by side, or they would hardly ever meet.
                Interlocked.Increment(ref arrived);
                SpinWait.SpinUntil(() => Volatile.Read(ref arrived) >= 2 * (i + 1));
                if (formers[i].StopMerging())
                {
                    Interlocked.Increment(ref told);
                }
            }
        });

        Assert.Equal(formers.Length, told);
    }
}
