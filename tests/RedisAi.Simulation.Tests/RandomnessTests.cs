using RedisAi.Simulation.Randomness;

namespace RedisAi.Simulation.Tests;

public sealed class RandomnessTests
{
    private const int Draws = 400_000;

    [Theory]
    [InlineData(0)]
    [InlineData(0.8)]
    [InlineData(1)]
    [InlineData(1.4)]
    public void Sessions_are_drawn_as_often_as_their_shares_say(double exponent)
    {
        const int Sessions = 50;
        Popularity popularity = new(Sessions, exponent);
        SeededRandom random = new(3);
        double total = Enumerable.Range(1, Sessions).Sum(rank => Math.Pow(rank, -exponent));
        int[] drawn = new int[Sessions];

        for (int i = 0; i < Draws; i++)
        {
            drawn[popularity.Draw(random)]++;
        }

        for (int i = 0; i < Sessions; i++)
        {
            double expected = Draws * Math.Pow(i + 1, -exponent) / total;
            Assert.InRange(drawn[i], expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.2)]
    public void Groups_have_all_sessions_and_all_calls_between_them(double exponent)
    {
        const int Sessions = 1_000_000;
        Popularity popularity = new(Sessions, exponent);
        double total = Enumerable.Range(1, Sessions).Sum(rank => Math.Pow(rank, -exponent));

        IReadOnlyList<(int Sessions, double ShareOfEach)> groups = popularity.Groups();

        Assert.Equal(Sessions, groups.Sum(static group => group.Sessions));
        Assert.Equal(1, groups.Sum(static group => group.Sessions * group.ShareOfEach), 1e-9);
        Assert.Equal(1 / total, groups[0].ShareOfEach, 1e-4 / total);
    }

    [Fact]
    public void Times_until_something_have_the_mean_and_the_deviation_of_an_exponential()
    {
        SeededRandom random = new(4);
        double[] times = [.. Enumerable.Range(0, Draws).Select(_ => random.NextExponential(3))];

        double mean = times.Average();

        Assert.Equal(3, mean, 0.03);
        Assert.Equal(3, Math.Sqrt(times.Average(time => (time - mean) * (time - mean))), 0.05);
    }

    [Fact]
    public void Whole_numbers_reach_both_ends_of_their_range()
    {
        SeededRandom random = new(5);

        Assert.Equal([0, 1, 2], Enumerable.Range(0, 1000).Select(_ => random.Next(3)).Distinct().Order());
    }
}
