using RedisAi.Samples.AbTest;
using RedisAi.Samples.CommandLine;

namespace RedisAi.Samples.Tests.AbTest;

public sealed class AppTests : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("1 user at once")]
    [InlineData("16 users at once")]
    [InlineData("200 users at once")]
    public async Task All_answers_are_those_of_A_and_B_is_counted(string users)
    {
        int exitCode = await RunAsync("--users", users.Split(' ')[0]);

        string said = _out.ToString();
        Assert.Equal("", _error.ToString());
        Assert.Equal(ExitCodes.Ok, exitCode);
        Assert.Contains($"500 digits, {users}", said, StringComparison.Ordinal);
        Assert.Contains("answers                      500           500           500", said, StringComparison.Ordinal);
        Assert.Contains("  B agreed                   472             0           472", said, StringComparison.Ordinal);
        Assert.Contains("  B differed                  28             0            28", said, StringComparison.Ordinal);
        Assert.Contains("  B failed                     0           500             0", said, StringComparison.Ordinal);
        Assert.Contains("right by A                94.4 %        94.4 %        94.4 %", said, StringComparison.Ordinal);
        Assert.Contains("right by B                98.4 %             -        98.4 %", said, StringComparison.Ordinal);
        Assert.Contains("digit 35 is a 5: A says 9 (37 %), B says 5 (96 %)", said, StringComparison.Ordinal);
        Assert.Contains("and 23 more", said, StringComparison.Ordinal);
        Assert.Contains("All answers were A's, and the same while B was broken; each failure was counted.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no option '--loud'.", "--loud")]
    [InlineData("--users needs a value.", "--users")]
    [InlineData("--users takes a number from 1 to 1000, not '0'.", "--users=0")]
    [InlineData("--users takes a number from 1 to 1000, not 'all'.", "--users", "all")]
    public async Task Wrong_usage_is_refused_with_the_reason(string reason, params string[] arguments)
    {
        Assert.Equal(ExitCodes.WrongUsage, await RunAsync(arguments));

        Assert.Equal($"AbTest: {reason} See --help.{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public async Task Help_lists_the_options_in_lines_that_fit()
    {
        Assert.Equal(ExitCodes.Ok, await RunAsync("--help"));

        Assert.Contains("--users N", _out.ToString(), StringComparison.Ordinal);
        Assert.All(_out.ToString().Split('\n'), static line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Interrupted_run_ends_in_order()
    {
        using CancellationTokenSource interrupt = new();
        await interrupt.CancelAsync();

        Assert.Equal(ExitCodes.Interrupted, await RunAsync(interrupt.Token));

        Assert.Equal($"AbTest: stopped.{Environment.NewLine}", _error.ToString());
    }

    private Task<int> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    private Task<int> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        Task.Run(() => new App(_out, _error, TimeProvider.System).RunAsync(arguments, cancellationToken), CancellationToken.None);
}
