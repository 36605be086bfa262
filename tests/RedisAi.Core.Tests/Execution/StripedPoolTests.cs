using RedisAi.Execution;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Execution;

public sealed class StripedPoolTests
{
    private const int AtOnce = 8;

    [Fact]
    public void What_two_threads_take_and_put_at_once_is_with_one_of_them_and_is_not_lost()
    {
        StripedPool<Item> pool = new();
        int made = 0;

        // More than what the processors keep, so that the stack that all share is used.
        int steps = Threads.RunInStep(2, 50_000, (_, _) =>
        {
            Item[] taken = [.. Enumerable.Range(0, AtOnce).Select(_ => pool.TryTake() ?? new Item(Interlocked.Increment(ref made)))];
            foreach (Item item in taken)
            {
                item.Begin();
            }

            foreach (Item item in taken)
            {
                item.End();
                pool.Put(item);
            }
        });

        Assert.True(steps > 100, $"The threads met {steps} times.");
        HashSet<Item> left = [];
        while (pool.TryTake() is { } item)
        {
            Assert.True(left.Add(item), $"Item {item.Number} is in the pool twice.");
        }

        Assert.Equal(made, left.Count);
        Assert.InRange(made, AtOnce, 2 * AtOnce);
    }

    [Fact]
    public void No_more_are_kept_than_the_limit_and_what_processors_keep()
    {
        StripedPool<Item> pool = new(depth: 0, limit: 100);
        for (int number = 0; number < 1_000; number++)
        {
            pool.Put(new Item(number));
        }

        int kept = 0;
        while (pool.TryTake() is not null)
        {
            kept++;
        }

        Assert.InRange(kept, 101, 100 + Environment.ProcessorCount);
    }

    private sealed class Item(int number)
    {
        private int _users;

        public int Number => number;

        public void Begin() => Assert.True(Interlocked.Increment(ref _users) == 1, $"Item {number} was given out twice.");

        public void End() => Interlocked.Decrement(ref _users);
    }
}
