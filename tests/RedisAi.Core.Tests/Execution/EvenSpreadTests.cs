using RedisAi.Execution;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Execution;

public sealed class EvenSpreadTests
{
    [Theory]
    [InlineData(10, 1)]
    [InlineData(100, 1)]
    [InlineData(10_000, 4)]
    public void Of_any_numbers_in_a_row_as_many_lie_below_a_share_as_the_share_says(int count, int tolerance)
    {
        EvenSpread spread = new();
        for (int round = 0; round < 10; round++)
        {
            double[] places = [.. Enumerable.Range(0, count).Select(_ => spread.Next())];

            Assert.All(places, static place => Assert.InRange(place, 0, Math.BitDecrement(1)));
            Assert.InRange(places.Count(static place => place < 0.1), (count / 10) - tolerance, (count / 10) + tolerance);
        }
    }

    [Fact]
    public void Two_threads_never_get_the_same_number()
    {
        EvenSpread spread = new();
        double[] places = new double[200_000];

        int steps = Threads.RunInStep(2, places.Length / 2, (thread, step) => places[(2 * step) + thread] = spread.Next());

        EvenSpread reference = new();
        Assert.Equal(Enumerable.Range(0, 2 * steps).Select(_ => reference.Next()).Order(), places.Take(2 * steps).Order());
    }
}
