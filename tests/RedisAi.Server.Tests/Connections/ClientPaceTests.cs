using RedisAi.Server.Connections;

namespace RedisAi.Server.Tests.Connections;

public sealed class ClientPaceTests
{
    private readonly ClientPace _pace = new(leastRate: 100);
    private long _bytes = 12_345;

    [Fact]
    public void Who_does_nothing_lags_behind_by_the_seconds_that_pass() => Assert.Equal([0, 1, 2, 3], Seconds(0, 0, 0, 0));

    [Fact]
    public void Who_keeps_to_the_rate_never_lags_behind() => Assert.Equal([0, 0, 0, 0], Seconds(0, 100, 150, 100));

    [Fact]
    public void Who_is_slower_lags_behind_by_what_is_missing() => Assert.Equal([0, 0.5, 1, 1.75], Seconds(0, 50, 50, 25));

    [Fact]
    public void Who_was_quick_has_nothing_to_live_on() => Assert.Equal([0, 0, 1, 2], Seconds(0, 1_000_000, 0, 0));

    [Fact]
    public void Who_was_slow_can_make_up_for_it() => Assert.Equal([0, 1, 2, 0.5, 0], Seconds(0, 0, 0, 250, 250));

    [Fact]
    public void Another_task_has_a_time_of_its_own()
    {
        Assert.Equal([0, 1, 2], Seconds(0, 0, 0));

        Assert.Equal(0, _pace.Wait(2, _bytes));
        Assert.Equal(1, _pace.Wait(2, _bytes));
    }

    [Fact]
    public void After_a_rest_the_time_begins_anew()
    {
        Assert.Equal([0, 1, 2], Seconds(0, 0, 0));

        _pace.Rest();

        Assert.Equal([0, 1], Seconds(0, 0));
    }

    /// <summary>The lag after each second, in which so many bytes came.</summary>
    private double[] Seconds(params ReadOnlySpan<int> bytes)
    {
        List<double> lags = [];
        foreach (int come in bytes)
        {
            lags.Add(_pace.Wait(1, _bytes += come));
        }

        return [.. lags];
    }
}
