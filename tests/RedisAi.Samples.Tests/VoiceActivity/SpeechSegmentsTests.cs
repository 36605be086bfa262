using RedisAi.Samples.VoiceActivity.Detection;

namespace RedisAi.Samples.Tests.VoiceActivity;

public sealed class SpeechSegmentsTests
{
    // Of windows of 32 ms: speech takes 8 of them, a pause 7.
    [Fact]
    public void Speech_starts_at_the_upper_threshold_and_ends_below_the_lower_one()
    {
        Assert.Equal([new Segment(2, 12)], Find((0.49f, 2), (0.5f, 8), (0.36f, 2), (0.34f, 10)));
    }

    [Fact]
    public void Doubt_between_the_thresholds_starts_nothing()
    {
        Assert.Empty(Find((0.45f, 50)));
    }

    [Fact]
    public void Short_pause_is_part_of_the_speech()
    {
        Assert.Equal([new Segment(1, 27)], Find((0, 1), (1, 10), (0, 6), (1, 10), (0, 10)));
    }

    [Fact]
    public void Long_pause_parts_two_segments()
    {
        Assert.Equal([new Segment(1, 11), new Segment(18, 28)], Find((0, 1), (1, 10), (0, 7), (1, 10), (0, 10)));
    }

    [Fact]
    public void Doubt_within_a_pause_does_not_end_the_pause()
    {
        Assert.Equal([new Segment(0, 10)], Find((1, 10), (0.1f, 2), (0.4f, 5)));
    }

    [Fact]
    public void Short_speech_is_dropped()
    {
        Assert.Empty(Find((0, 5), (1, 7), (0, 20)));
        Assert.Equal([new Segment(5, 13)], Find((0, 5), (1, 8), (0, 20)));
    }

    [Fact]
    public void Speech_up_to_the_end_ends_there()
    {
        Assert.Equal([new Segment(5, 25)], Find((0, 5), (1, 20)));
        Assert.Equal([new Segment(5, 25)], Find((0, 5), (1, 20), (0, 3)));
    }

    [Fact]
    public void Nothing_heard_is_nothing_found()
    {
        Assert.Empty(SpeechSegments.Find([], SpeechRules.Default));
    }

    private static IReadOnlyList<Segment> Find(params IEnumerable<(float Probability, int Windows)> parts) =>
        SpeechSegments.Find([.. parts.SelectMany(static part => Enumerable.Repeat(part.Probability, part.Windows))], SpeechRules.Default);
}
