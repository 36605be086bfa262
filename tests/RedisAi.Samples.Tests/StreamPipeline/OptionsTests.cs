using RedisAi.Samples.CommandLine;
using RedisAi.Samples.StreamPipeline;

namespace RedisAi.Samples.Tests.StreamPipeline;

public sealed class OptionsTests
{
    [Theory]
    [InlineData(true, 60)]
    [InlineData(false, 10)]
    public void Calls_go_on_for_longer_where_somebody_looks(bool isWatched, int seconds)
    {
        Options options = Options.Parse([], isWatched);

        Assert.Equal((24, TimeSpan.FromSeconds(seconds), null), (options.Calls, options.Duration, options.WorkerName));
    }

    [Fact]
    public void A_worker_has_a_name_and_a_Redis()
    {
        Options options = Options.Parse(["--worker=w7", "--redis", "host:6379"], isWatched: false);

        Assert.Equal(("w7", "host:6379"), (options.WorkerName, options.WorkerRedis));
    }

    [Theory]
    [InlineData("no option '--loud'", "--loud")]
    [InlineData("--calls takes a number from 1 to 500, not '501'", "--calls", "501")]
    [InlineData("--seconds takes a number from 4 to 600, not 'many'", "--seconds=many")]
    [InlineData("--worker and --redis come together", "--worker", "w7")]
    [InlineData("--worker and --redis come together", "--redis", "host:6379")]
    public void Wrong_usage_is_refused_with_the_reason(string reason, params string[] arguments)
    {
        UsageException error = Assert.Throws<UsageException>(() => Options.Parse(arguments, isWatched: false));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_has_lines_that_fit() => Assert.All(Options.Help.Split('\n'), static line => Assert.InRange(line.Length, 0, 80));
}
