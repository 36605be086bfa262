using RedisAi.Batching;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class CallEndTests
{
    [Fact]
    public void Caller_who_comes_after_the_end_does_not_wait()
    {
        CallEnd end = new();

        bool hasToBeTold = end.Come();

        Assert.False(hasToBeTold);
        Assert.True(end.HasCome);
        Assert.False(end.TryBlock());
        Assert.False(end.TryAwait());
    }

    [Fact]
    public async Task Caller_who_blocks_at_the_very_moment_of_the_end_is_woken()
    {
        await RaceAsync(wait: BlockIfNotOver, come: static end => Assert.False(end.Come()));
    }

    [Fact]
    public async Task Caller_who_leaves_at_the_very_moment_of_the_end_is_told_if_it_had_not_come()
    {
        int told = 0;

        int left = await RaceAsync(wait: static end => end.TryAwait(), come: end => told += end.Come() ? 1 : 0);

        Assert.Equal(left, told);
    }

    private static bool BlockIfNotOver(CallEnd end)
    {
        bool blocks = end.TryBlock();
        if (blocks)
        {
            end.Block();
        }

        return blocks;
    }

    /// <summary>Has a caller wait for the end of one call after the other while another thread ends it; returns how often it had not come yet.</summary>
    private static async Task<int> RaceAsync(Func<CallEnd, bool> wait, Action<CallEnd> come)
    {
        CallEnd[] ends = [new(), new()];
        int waited = 0;

        // A caller who is not woken would keep the test for ever.
        int rounds = 0;
        await Eventually.EndsAsync(Task.Run(() => rounds = Threads.RunInStep(2, 200_000, Step)));

        Assert.InRange(waited, 1, rounds - 1);
        return waited;

        void Step(int thread, int step)
        {
            if (thread == 1)
            {
                come(ends[step % 2]);
                return;
            }

            waited += wait(ends[step % 2]) ? 1 : 0;

            // The other thread has left this one behind.
            ends[(step + 1) % 2].Reset();
        }
    }
}
