using System.Net;
using System.Net.Sockets;

namespace RedisAi.Cli.Tests.CommandLine;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Nothing_typed_shows_what_there_is()
    {
        CliRun run = await CliRun.Of();

        Assert.Equal(2, run.ExitCode);
        Assert.All(["deployments", "models", "tensors", "serve", "bench", "inspect", "convert", "import"], command => Assert.Contains($"\n  {command}", run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("models")]
    [InlineData("models", "list")]
    [InlineData("tensors", "set")]
    [InlineData("deployments", "create")]
    [InlineData("serve")]
    [InlineData("bench")]
    [InlineData("convert")]
    public async Task Each_command_tells_of_its_options(params string[] command)
    {
        CliRun run = await CliRun.Of([.. command, "--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("--json", run.Output, StringComparison.Ordinal);
        Assert.Contains("--verbose", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'redisai --help' tells what there is.", "modles")]
    [InlineData("'redisai models --help' tells what there is.", "models")]
    [InlineData("'redisai models list --help' tells what there is.", "models", "list", "--tarkget", "x")]
    [InlineData("'redisai models info --help' tells what there is.", "models", "info")]
    [InlineData("'redisai deployments create --help' tells what there is.", "deployments", "create", "-t", "local")]
    public async Task What_is_not_understood_is_told_on_one_line(string told, params string[] arguments)
    {
        CliRun run = await CliRun.Of(arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.EndsWith($"{told}{System.Environment.NewLine}", run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("--seconds 'x' is no number.", "bench", "model.onnx", "--seconds", "x")]
    [InlineData("--max '1.5' is no whole number.", "tensors", "get", "t", "--max", "1.5")]
    [InlineData("--expires 'soon' is no number.", "tensors", "set", "t", "1", "--expires", "soon")]
    public async Task What_is_no_number_is_told_in_words(string told, params string[] arguments)
    {
        CliRun run = await CliRun.Of(arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"{told} 'redisai ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:6379")]
    [InlineData("http://localhost")]
    [InlineData("local")]
    public async Task Target_that_is_none_is_told(string target)
    {
        CliRun run = await CliRun.Of("models", "list", "-t", target);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("The target is no address such as redis://user:password@host:6379; ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_in_the_environment_that_is_none_is_told_by_its_variable()
    {
        CliRun run = await new CliRunner { Environment = { ["REDISAI_TARGET"] = "nowhere" } }.RunAsync(["models", "list"]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("The target in REDISAI_TARGET is no address ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_not_there_is_told_with_the_remedy()
    {
        CliRun run = await CliRun.Of("models", "list", "-t", Nowhere());

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(": Connection refused. Is a server running there? 'redisai serve' starts one; --target or the variable REDISAI_TARGET names another.", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_something_failed_is_told_to_who_asks()
    {
        CliRun run = await CliRun.Of("models", "list", "--verbose", "-t", Nowhere());

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("   at RedisAi.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_comes_from_the_environment_and_is_asked_for_where_it_is_missing()
    {
        await using Client.Tests.ServerUnderTest server = await Client.Tests.ServerUnderTest.StartAsync(static options => options.Password = "secret");

        CliRun without = await CliRun.Of("models", "list", "-t", server.Url);
        CliRun with = await new CliRunner { Environment = { ["REDIS_PASSWORD"] = "secret", ["REDISAI_TARGET"] = server.Url } }.RunAsync(["models", "list"]);

        Assert.Equal(1, without.ExitCode);
        Assert.Contains("Give the password in the address, redisai://user:password@host:port, or in the variable REDIS_PASSWORD.", without.Errors, StringComparison.Ordinal);
        Assert.Equal((0, "There are no models.\n"), (with.ExitCode, with.Output));
    }

    [Fact]
    public async Task Command_that_is_interrupted_says_so()
    {
        using CancellationTokenSource interrupted = new();
        await interrupted.CancelAsync();

        CliRun run = await new CliRunner().RunAsync(["models", "list", "-t", Nowhere()], interrupted.Token);

        Assert.Equal((130, "", "Interrupted.\n"), (run.ExitCode, run.Output, run.Errors));
    }

    private static string Nowhere()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return $"redisai://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
