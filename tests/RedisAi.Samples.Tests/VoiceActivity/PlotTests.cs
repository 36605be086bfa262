using System.Xml.Linq;
using RedisAi.Samples.Sound;
using RedisAi.Samples.VoiceActivity.Detection;
using RedisAi.Samples.VoiceActivity.Plots;

namespace RedisAi.Samples.Tests.VoiceActivity;

public sealed class PlotTests
{
    private static readonly Segment[] s_speech = [new(10, 20), new(40, 90)];

    [Fact]
    public void Svg_is_well_formed_and_shades_each_segment()
    {
        XElement svg = XElement.Parse(Draw("a < b & \"c\" \u0001.wav"));

        Assert.Equal(s_speech.Length, svg.Elements().Count(static element => (string?)element.Attribute("class") == "segment"));
        Assert.Equal(2, svg.Elements().Count(static element => (string?)element.Attribute("class") == "threshold"));
        Assert.Equal("a < b & \"c\" .wav", svg.Elements().First().Value);
    }

    [Fact]
    public void Svg_shows_a_segment_where_it_is()
    {
        XElement svg = XElement.Parse(Draw("x"));

        XElement first = svg.Elements().First(static element => (string?)element.Attribute("class") == "segment");
        double left = 56, width = 892 - left;
        Assert.Equal(left + (width / 10), (double)first.Attribute("x")!, 0.01);
        Assert.Equal(width / 10, (double)first.Attribute("width")!, 0.01);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(1)]
    public void Text_plot_keeps_to_the_width(int width)
    {
        string text = ProbabilityPlot.Draw(Sound(), Probabilities(), s_speech, SpeechRules.Default, width);

        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, Math.Max(width, 32)));
    }

    [Fact]
    public void Text_plot_underlines_the_speech()
    {
        string[] lines = ProbabilityPlot.Draw(Sound(), Probabilities(), s_speech, SpeechRules.Default, width: 112).Split('\n');

        string speech = lines.Single(static line => line.Contains("speech", StringComparison.Ordinal))[12..];
        Assert.Equal(new string(' ', 10) + new string('━', 10) + new string(' ', 20) + new string('━', 50), speech);
    }

    [Fact]
    public void Short_peak_is_not_lost_between_columns()
    {
        float[] values = new float[1000];
        values[777] = 1;

        Assert.Equal(1, Columns.Peaks(values, 7).Max());
    }

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(13, 4)]
    [InlineData(3600, 5)]
    [InlineData(21_600, 12)]
    public void Time_axis_has_a_mark_at_zero_and_no_more_than_there_is_room_for_beside_it(double seconds, int most)
    {
        TimeSpan[] marks = [.. TimeAxis.Marks(TimeSpan.FromSeconds(seconds), most)];

        Assert.Equal(TimeSpan.Zero, marks[0]);
        Assert.InRange(marks.Length - 1, 0, most);
    }

    [Fact]
    public void Times_beyond_the_hour_count_minutes()
    {
        Assert.Equal("61:02.003", TimeAxis.Exact(new TimeSpan(0, 1, 1, 2, 3)));
    }

    private static string Draw(string title) => SvgPlot.Draw(title, Sound(), Probabilities(), s_speech, SpeechRules.Default);

    private static Recording Sound() => new(new float[100 * Recording.WindowLength]);

    private static float[] Probabilities() => [.. SpeechSegments.ToMask(s_speech, 100).Select(static isSpeech => isSpeech ? 0.9f : 0.1f)];
}
