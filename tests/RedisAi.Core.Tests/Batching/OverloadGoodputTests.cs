using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class OverloadGoodputTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMilliseconds(2);

    [Theory]
    [InlineData(1.13, 0.85)]
    [InlineData(1.5, 0.62)]
    [InlineData(3.0, 0.30)]
    public void Most_of_what_can_be_done_is_done_in_time_when_more_is_asked(double load, double share)
    {
        using OverloadSimulation simulation = new(RunCost.Gru256, seed: 1);

        OverloadResult result = simulation.Run(load * RunCost.Gru256.CapacityWithin(s_deadline), s_deadline, TimeSpan.FromMilliseconds(200));

        Assert.True(result.ShareInTime >= share, result.ToString());
        Assert.Equal(0, result.Late);
    }

    [Fact]
    public void Nothing_is_refused_once_the_load_falls()
    {
        using OverloadSimulation simulation = new(RunCost.Gru256, seed: 2);
        double capacity = RunCost.Gru256.CapacityWithin(s_deadline);
        simulation.Run(3 * capacity, s_deadline, TimeSpan.FromMilliseconds(50));

        OverloadResult result = simulation.Run(0.7 * capacity, s_deadline, TimeSpan.FromMilliseconds(50));

        Assert.True(result.ShareInTime == 1, result.ToString());
    }
}
