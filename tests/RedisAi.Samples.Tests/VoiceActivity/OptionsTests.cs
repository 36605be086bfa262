using RedisAi.Samples.CommandLine;
using RedisAi.Samples.VoiceActivity;

namespace RedisAi.Samples.Tests.VoiceActivity;

public sealed class OptionsTests
{
    [Fact]
    public void Nothing_means_the_own_recording_and_no_streams()
    {
        Options options = Options.Parse([]);

        Assert.EndsWith("speech.wav", options.WavPath, StringComparison.Ordinal);
        Assert.Null(options.Streams);
        Assert.Null(options.SvgPath);
    }

    [Fact]
    public void Values_may_follow_or_be_attached()
    {
        Options options = Options.Parse(["--streams", "4", "--svg=a=b.svg", "--", "--odd.wav"]);

        Assert.Equal(4, options.Streams);
        Assert.Equal("a=b.svg", options.SvgPath);
        Assert.Equal("--odd.wav", options.WavPath);
    }

    [Theory]
    [InlineData("no option '--stream'", "--stream", "4")]
    [InlineData("no option '--progress=1'", "--progress=1")]
    [InlineData("--streams takes a number from 1 to 10000, not '0'", "--streams", "0")]
    [InlineData("not '-4'", "--streams", "-4")]
    [InlineData("not '10001'", "--streams=10001")]
    [InlineData("not 'many'", "--streams", "many")]
    [InlineData("--streams needs a value", "--streams")]
    [InlineData("--svg needs a value", "--svg", "")]
    [InlineData("'b.wav' is the second", "a.wav", "b.wav")]
    public void Wrong_usage_is_refused_with_the_reason(string reason, params string[] arguments)
    {
        UsageException error = Assert.Throws<UsageException>(() => Options.Parse(arguments));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
