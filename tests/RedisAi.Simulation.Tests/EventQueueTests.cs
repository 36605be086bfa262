using RedisAi.Simulation.Events;
using RedisAi.Simulation.Randomness;

namespace RedisAi.Simulation.Tests;

public sealed class EventQueueTests
{
    [Fact]
    public void Events_come_in_the_order_of_their_times()
    {
        SeededRandom random = new(1);
        double[] times = [.. Enumerable.Range(0, 5000).Select(_ => random.NextDouble())];
        EventQueue queue = new();
        Array.ForEach(times, time => queue.Add(time, EventKind.Reply));

        List<double> taken = [];
        while (queue.Count > 0)
        {
            taken.Add(queue.Take().Time);
        }

        Assert.Equal(times.Order(), taken);
        Assert.Equal(5000, queue.Taken);
    }

    [Fact]
    public void Events_of_one_time_come_in_the_order_in_which_they_were_added()
    {
        EventQueue queue = new();
        for (int i = 0; i < 100; i++)
        {
            queue.Add(1, EventKind.Reply, i);
        }

        Assert.Equal(Enumerable.Range(0, 100), Enumerable.Range(0, 100).Select(_ => queue.Take().A));
    }

    [Fact]
    public void Events_that_are_added_while_others_are_taken_find_their_place()
    {
        SeededRandom random = new(2);
        EventQueue queue = new();
        queue.Add(0, EventKind.Reply);
        double last = 0;
        for (int i = 0; i < 10_000; i++)
        {
            Event next = queue.Take();
            Assert.True(next.Time >= last);
            last = next.Time;
            queue.Add(last + random.NextExponential(1), EventKind.Reply);
            if (i < 100)
            {
                queue.Add(last + random.NextExponential(1), EventKind.Reply);
            }
        }

        Assert.Equal(101, queue.Count);
        Assert.Equal(last, queue.Now);
    }

    [Fact]
    public void Nothing_can_be_added_to_the_past()
    {
        EventQueue queue = new();
        queue.Add(2, EventKind.Reply);
        queue.Take();

        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Add(1, EventKind.Reply));
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Add(double.NaN, EventKind.Reply));
    }
}
