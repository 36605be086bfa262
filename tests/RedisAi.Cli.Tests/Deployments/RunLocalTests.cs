using RedisAi.Cli.Serving;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Deployments;

/// <summary>A server of the command's own with a model deployed.</summary>
public sealed class RunLocalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_is_served_until_the_command_is_interrupted()
    {
        using TemporaryFolder folder = DeploymentsTests.AddModel();
        using CancellationTokenSource interrupted = new();
        FreePort runner = new(async url =>
        {
            CliRun predicted = await CliRun.Of("deployments", "predict", "-t", url, "--name", "add", "-I", folder["request.json"]);
            CliRun updated = await CliRun.Of("deployments", "update", "-t", url, "--name", "add", "-C", "batchsize=4");
            await interrupted.CancelAsync();
            Assert.Equal("""{"predictions":{"c":[[4.0,6.0]]}}""" + "\n", predicted.Output);
            Assert.Equal(0, updated.ExitCode);
        });

        CliRun run = await new CliRunner { Server = runner }.RunAsync(["deployments", "run-local", "-t", "local", "--name", "add", "-m", folder["model"]], interrupted.Token);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("onnx deployment add is created at redisai://127.0.0.1:", run.Output, StringComparison.Ordinal);
        Assert.True(runner.HasServed);
    }

    [Fact]
    public async Task Model_that_cannot_be_deployed_ends_the_server()
    {
        using TemporaryFolder folder = new();

        CliRun run = await new CliRunner { Server = new FreePort(static _ => Task.CompletedTask) }.RunAsync(["deployments", "run-local", "-t", "local", "--name", "add", "-m", folder.Path], Token);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("MLmodel", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_of_the_target_is_that_of_the_server()
    {
        Recorder runner = new();

        await new CliRunner { Server = runner }.RunAsync(["deployments", "run-local", "-t", "redisai://:p@0.0.0.0:7000", "--name", "add", "-m", "u"], Token);

        Assert.Equal(
            new Dictionary<string, string?> { ["RedisAi:Resp:Port"] = "7000", ["RedisAi:Resp:Address"] = "0.0.0.0", ["RedisAi:Resp:Password"] = "p" }, runner.Settings!.Configuration);
    }

    [Theory]
    [InlineData("redisais://127.0.0.1:7000", "run-local serves without encryption and without users")]
    [InlineData("http://127.0.0.1:7000", "The target is no address such as")]
    public async Task Target_that_cannot_be_served_is_told(string target, string told)
    {
        CliRun run = await CliRun.Of("deployments", "run-local", "-t", target, "--name", "add", "-m", "u");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(told, run.Errors, StringComparison.Ordinal);
    }

    /// <summary>The server itself at a port that is free, and somebody who uses it once the model is there.</summary>
    private sealed class FreePort(Func<string, Task> use) : IServerRunner
    {
        private readonly RespServerRunner _runner = new();

        public bool HasServed { get; private set; }

        public Task RunAsync(ServeSettings settings, CancellationToken cancellationToken)
        {
            Dictionary<string, string?> configuration = new(settings.Configuration) { ["RedisAi:Resp:Port"] = "0", ["Logging:LogLevel:Default"] = "None" };
            return _runner.RunAsync(
                settings with
                {
                    Configuration = configuration,
                    WhenStarted = async (port, token) =>
                    {
                        await settings.WhenStarted!(port, token);
                        await use($"redisai://127.0.0.1:{port}");
                        HasServed = true;
                    },
                },
                cancellationToken);
        }
    }

    private sealed class Recorder : IServerRunner
    {
        public ServeSettings? Settings { get; private set; }

        public Task RunAsync(ServeSettings settings, CancellationToken cancellationToken)
        {
            Settings = settings;
            return Task.CompletedTask;
        }
    }
}
