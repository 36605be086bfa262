using RedisAi.Cli.Serving;

namespace RedisAi.Cli.Tests.Serving;

public sealed class ServeTests
{
    [Fact]
    public async Task Options_are_settings_of_the_server()
    {
        FakeRunner runner = new();

        CliRun run = await new CliRunner { Server = runner }.RunAsync(
            ["serve", "--port", "7000", "--bind", "*", "--requirepass", "p", "--store", "f", "--set", "RedisAi:Tensors:MaxBytes=5", "--set", "A:B=c=d"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["RedisAi:Resp:Port"] = "7000",
                ["RedisAi:Resp:Address"] = "*",
                ["RedisAi:Resp:Password"] = "p",
                ["RedisAi:Store:Path"] = "f",
                ["RedisAi:Tensors:MaxBytes"] = "5",
                ["A:B"] = "c=d",
            },
            runner.Settings!.Configuration);
        Assert.Null(runner.Settings.HttpPort);
    }

    [Fact]
    public async Task Log_is_JSON_for_programs()
    {
        FakeRunner runner = new();

        await new CliRunner { Server = runner }.RunAsync(["serve", "--json"]);

        Assert.Equal("json", runner.Settings!.Configuration["Logging:Console:FormatterName"]);
    }

    [Fact]
    public async Task Port_for_HTTP_goes_to_a_server_that_has_one()
    {
        FakeRunner runner = new() { ServesHttp = true };

        CliRun help = await new CliRunner { Server = runner }.RunAsync(["serve", "--help"]);
        await new CliRunner { Server = runner }.RunAsync(["serve", "--http-port", "8080"]);

        Assert.Contains("--http-port", help.Output, StringComparison.Ordinal);
        Assert.Equal(8080, runner.Settings!.HttpPort);
    }

    [Fact]
    public async Task Port_for_HTTP_is_refused_where_nothing_serves_it()
    {
        CliRun help = await CliRun.Of("serve", "--help");
        CliRun run = await CliRun.Of("serve", "--http-port", "8080");

        Assert.DoesNotContain("--http-port", help.Output, StringComparison.Ordinal);
        Assert.Equal((2, "This build does not serve over HTTP; leave --http-port out.\n"), (run.ExitCode, run.Errors));
    }

    [Theory]
    [InlineData("there is no password: set Password", "--bind", "0.0.0.0")]
    [InlineData("RedisAi:Resp:Port (x) must be a number.", "--port", "x")]
    public async Task Server_that_cannot_start_says_why(string told, params string[] arguments)
    {
        CliRun run = await CliRun.Of(["serve", .. arguments]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(told, run.Errors, StringComparison.Ordinal);
    }

    private sealed class FakeRunner : IServerRunner
    {
        public bool ServesHttp { get; init; }

        public ServeSettings? Settings { get; private set; }

        public Task RunAsync(ServeSettings settings, CancellationToken cancellationToken)
        {
            Settings = settings;
            return Task.CompletedTask;
        }
    }
}
