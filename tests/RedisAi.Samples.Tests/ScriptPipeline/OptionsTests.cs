using RedisAi.Samples.CommandLine;
using RedisAi.Samples.ScriptPipeline;

namespace RedisAi.Samples.Tests.ScriptPipeline;

public sealed class OptionsTests
{
    [Fact]
    public void Nothing_means_the_own_picture() => Assert.EndsWith("sign.png", Options.Parse([]).ImagePath, StringComparison.Ordinal);

    [Fact]
    public void Value_may_follow_or_be_attached()
    {
        Assert.Equal("a.png", Options.Parse(["--image", "a.png"]).ImagePath);
        Assert.Equal("a=b.png", Options.Parse(["--image=a=b.png"]).ImagePath);
    }

    [Theory]
    [InlineData("no option '--picture'", "--picture", "a.png")]
    [InlineData("no option 'a.png'", "a.png")]
    [InlineData("--image needs a value", "--image")]
    [InlineData("--image needs a value", "--image=")]
    public void Wrong_usage_is_refused_with_the_reason(string reason, params string[] arguments)
    {
        UsageException error = Assert.Throws<UsageException>(() => Options.Parse(arguments));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
