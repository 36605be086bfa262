using RedisAi.Samples.VoiceActivity.Streams;

namespace RedisAi.Samples.Tests.VoiceActivity;

public sealed class StreamDelaysTests
{
    [Fact]
    public void Few_streams_begin_a_second_after_one_another()
    {
        Assert.Equal([0, 32, 64], StreamDelays.Spread(windows: 1000, streams: 3));
    }

    [Fact]
    public void Many_streams_begin_within_half_of_the_recording()
    {
        int[] delays = StreamDelays.Spread(windows: 100, streams: 1000);

        Assert.Equal(Enumerable.Range(0, 50), delays.Distinct());
        Assert.Equal(delays.Order(), delays);
    }

    [Fact]
    public void Recording_of_one_window_leaves_no_room()
    {
        Assert.Equal([0, 0, 0], StreamDelays.Spread(windows: 1, streams: 3));
    }
}
