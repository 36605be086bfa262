using RedisAi.Execution;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Execution;

public sealed class EndSignalTests
{
    [Fact]
    public void Caller_who_comes_after_the_end_does_not_wait()
    {
        EndSignal end = new();

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

        int left = await RaceAsync(wait: LeaveIfNotOver, come: end => told += end.Come() ? 1 : 0);

        Assert.Equal(left, told);
    }

    private static bool BlockIfNotOver(EndSignal end, Action waits)
    {
        bool blocks = end.TryBlock();
        if (blocks)
        {
            waits();
            end.Block();
        }

        return blocks;
    }

    private static bool LeaveIfNotOver(EndSignal end, Action waits)
    {
        bool leaves = end.TryAwait();
        if (leaves)
        {
            waits();
        }

        return leaves;
    }

    /// <summary>Has a caller wait for the end of one call after the other while another thread ends it; returns how often it had not come yet.</summary>
    private static async Task<int> RaceAsync(Func<EndSignal, Action, bool> wait, Action<EndSignal> come)
    {
        EndSignal[] ends = [new(), new()];
        int waited = 0;
        int waiting = -1;

        // A caller who is not woken would keep the test for ever.
        int rounds = 0;
        await Eventually.EndsAsync(Task.Run(() => rounds = Threads.RunInStep(2, 200_000, Step)));

        // On a busy machine one of both may always be first; now and then each has to be.
        Assert.InRange(waited, rounds / 32, rounds - (rounds / 32));
        return waited;

        void Step(int thread, int step)
        {
            EndSignal end = ends[step % 2];
            if (thread == 1)
            {
                SpinWhile(step % 32 == 1, () => Volatile.Read(ref waiting) != step);
                come(end);
                return;
            }

            SpinWhile(step % 32 == 2, () => !end.HasCome);
            waited += wait(end, () => Volatile.Write(ref waiting, step)) ? 1 : 0;

            // The other thread has left this one behind.
            ends[(step + 1) % 2].Reset();
        }

        static void SpinWhile(bool isLast, Func<bool> goesOn)
        {
            SpinWait spin = default;
            while (isLast && goesOn())
            {
                spin.SpinOnce();
            }
        }
    }
}
