using RedisAi.Tensors.Memory;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Memory;

public sealed class MemoryBudgetTests
{
    [Fact]
    public void What_does_not_fit_is_refused_and_takes_nothing()
    {
        MemoryBudget budget = new(100);

        Assert.True(budget.TryTake(60));
        Assert.False(budget.TryTake(41));
        Assert.Equal(60, budget.Taken);
        Assert.True(budget.TryTake(40));
        budget.Give(60);
        Assert.Equal(40, budget.Taken);
    }

    [Fact]
    public void Bytes_that_two_threads_take_and_give_at_the_same_moment_are_all_counted()
    {
        MemoryBudget budget = new(long.MaxValue);

        int taken = Threads.RunInStep(2, 100_000, (thread, _) => budget.TryTake(3 + thread));
        Assert.Equal(7L * taken, budget.Taken);
        int given = Threads.RunInStep(2, taken, (thread, _) => budget.Give(3 + thread));

        Assert.Equal(7L * (taken - given), budget.Taken);
    }
}
