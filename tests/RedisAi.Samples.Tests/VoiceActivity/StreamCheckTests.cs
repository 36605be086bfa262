using RedisAi.Samples.VoiceActivity.Detection;
using RedisAi.Samples.VoiceActivity.Streams;

namespace RedisAi.Samples.Tests.VoiceActivity;

public sealed class StreamCheckTests
{
    private const int Windows = 100;

    private static readonly Segment[] s_speech = [new(20, 40), new(70, 90)];

    [Theory]
    [InlineData(0, 20, 40, 70, 90)]
    [InlineData(10, 10, 30, 60, 80)]
    [InlineData(50, 20, 40, 70, 90)]
    [InlineData(95, 25, 45, 75, 95)]
    public void Same_speech_shifted_is_the_same(int offset, int first, int end, int second, int secondEnd)
    {
        Segment[] found = [new(first, end), new(second, secondEnd)];

        Assert.Equal(new StreamCheck(true, 0), StreamCheck.Compare(s_speech, found, offset, Windows));
    }

    [Fact]
    public void Edges_may_move_a_little()
    {
        Assert.Equal(new StreamCheck(true, 2), StreamCheck.Compare(s_speech, [new(18, 41), new(71, 90)], 0, Windows));
    }

    [Theory]
    [InlineData(20, 46, 70, 90)]
    [InlineData(21, 41, 80, 90)]
    [InlineData(30, 50, 80, 95)]
    public void Edges_far_off_are_something_else(int first, int end, int second, int secondEnd)
    {
        Assert.False(StreamCheck.Compare(s_speech, [new(first, end), new(second, secondEnd)], 0, Windows).Same);
    }

    [Fact]
    public void Missing_and_added_segments_are_seen()
    {
        Assert.False(StreamCheck.Compare(s_speech, [new(20, 40)], 0, Windows).Same);
        Assert.False(StreamCheck.Compare(s_speech, [new(20, 40), new(50, 58), new(70, 90)], 0, Windows).Same);
        Assert.False(StreamCheck.Compare([], s_speech, 0, Windows).Same);
    }

    [Fact]
    public void Streams_begin_at_different_places_far_from_speech()
    {
        int[] offsets = StreamOffsets.Spread([new(40, 50)], Windows, streams: 8);

        Assert.Equal(8, offsets.Distinct().Count());
        Assert.DoesNotContain(offsets, static offset => offset is >= 24 and < 66);
    }

    [Fact]
    public void Without_a_quiet_place_streams_begin_at_the_start()
    {
        Assert.Equal([0, 0], StreamOffsets.Spread([new(0, Windows)], Windows, streams: 2));
    }
}
