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
        Assert.Null(runner.Settings.Http);
    }

    [Fact]
    public async Task Log_is_JSON_for_programs()
    {
        FakeRunner runner = new();

        await new CliRunner { Server = runner }.RunAsync(["serve", "--json"]);

        Assert.Equal("json", runner.Settings!.Configuration["Logging:Console:FormatterName"]);
    }

    [Theory]
    [InlineData("localhost", "--http-port", "8080")]
    [InlineData("*", "--http-port", "8080", "--http-bind", "*")]
    public async Task Port_and_address_for_HTTP_go_to_the_server(string address, params string[] arguments)
    {
        FakeRunner runner = new();

        CliRun run = await new CliRunner { Server = runner }.RunAsync(["serve", .. arguments]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(new HttpSettings(8080, address), runner.Settings!.Http);
    }

    [Theory]
    [InlineData("--http-bind needs --http-port: without it nothing is served over HTTP.", "--http-bind", "*")]
    [InlineData("--http-port (70000) must be between 0 and 65535.", "--http-port", "70000")]
    public async Task Options_for_HTTP_that_make_no_sense_are_refused(string told, params string[] arguments)
    {
        CliRun run = await CliRun.Of(["serve", .. arguments]);

        Assert.Equal((2, told + "\n"), (run.ExitCode, run.Errors));
    }

    [Theory]
    [InlineData("there is no password: set Password", "--bind", "0.0.0.0")]
    [InlineData("RedisAi:Resp:Port (x) must be a number.", "--port", "x")]
    [InlineData("--http-bind (*) is reached from other machines, and there is no password", "--port", "0", "--http-port", "0", "--http-bind", "*")]
    [InlineData("--http-bind (nowhere) must be an IP address, localhost, or * for all addresses.", "--port", "0", "--http-port", "0", "--http-bind", "nowhere")]
    public async Task Server_that_cannot_start_says_why(string told, params string[] arguments)
    {
        CliRun run = await CliRun.Of(["serve", .. arguments]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(told, run.Errors, StringComparison.Ordinal);
    }

    private sealed class FakeRunner : IServerRunner
    {
        public ServeSettings? Settings { get; private set; }

        public Task RunAsync(ServeSettings settings, CancellationToken cancellationToken)
        {
            Settings = settings;
            return Task.CompletedTask;
        }
    }
}
