using System.Text.Json;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Deployments;

public sealed class DeploymentsTests
{
    private readonly FakeTargets _targets = new();

    [Fact]
    public async Task Line_of_MLflow_creates_a_deployment()
    {
        CliRun run = await RunAsync("create", "-t", "redisai:/host:6379", "-m", "models:/resnet@champion", "--name", "resnet", "-f", "onnx", "-C", "batchsize=8", "-C", "tag=a=b");

        Assert.Equal((0, "\nonnx deployment resnet is created\n", ""), (run.ExitCode, run.Output, run.Errors));
        Assert.Equal(["open redisai:/host:6379", "create resnet models:/resnet@champion onnx batchsize=8 tag=a=b"], _targets.Asked);
        Assert.Equal(1, _targets.Disposed);
    }

    [Fact]
    public async Task Deployment_is_told_to_programs()
    {
        CliRun run = await RunAsync("create", "-t", "local", "-m", "folder", "--name", "resnet", "--json");

        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal("""{"name":"resnet","flavor":"onnx","source":"models:/resnet/3","device":"CPU"}""", JsonSerializer.Serialize(document.RootElement));
    }

    [Fact]
    public async Task Deployment_is_drawn_with_its_progress_where_a_person_looks()
    {
        CliRun run = await new CliRunner { Deployments = _targets, IsDrawn = true }.RunAsync(["deployments", "create", "-t", "local", "-m", "folder", "--name", "resnet"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("onnx deployment resnet is created", run.Output, StringComparison.Ordinal);
        Assert.Contains("Deploying", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployment_is_updated_with_or_without_another_model()
    {
        CliRun model = await RunAsync("update", "-t", "local", "--name", "resnet", "-m", "models:/resnet/4");
        CliRun settings = await RunAsync("update", "-t", "local", "--name", "resnet", "-C", "batchsize=16");

        Assert.Equal((0, "Deployment resnet is updated (with flavor onnx)\n"), (model.ExitCode, model.Output));
        Assert.Equal(0, settings.ExitCode);
        Assert.Equal(["update resnet models:/resnet/4 - ", "update resnet - - batchsize=16"], _targets.Asked.Where(static asked => asked.StartsWith("update", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Deployment_is_deleted()
    {
        CliRun run = await RunAsync("delete", "-t", "local", "--name", "resnet", "-C", "force=1");

        Assert.Equal((0, "Deployment resnet is deleted\n"), (run.ExitCode, run.Output));
        Assert.Contains("delete resnet force=1", _targets.Asked);
    }

    [Fact]
    public async Task Deployments_are_listed()
    {
        CliRun run = await RunAsync("list", "-t", "local");
        CliRun json = await RunAsync("list", "-t", "local", "--json");

        Assert.Equal(
            """
            List of all deployments:
            NAME    FLAVOR   SOURCE            DEVICE
            resnet  onnx     models:/resnet/3  CPU
            vad     pytorch

            """,
            run.Output);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal("""{"name":"vad","flavor":"pytorch"}""", JsonSerializer.Serialize(document.RootElement[1]));
    }

    [Fact]
    public async Task Deployment_is_told_line_by_line()
    {
        CliRun run = await RunAsync("get", "-t", "local", "--name", "resnet");

        Assert.Equal("name: resnet\nflavor: onnx\nsource: models:/resnet/3\ndevice: CPU\n\n", run.Output);
    }

    [Fact]
    public async Task Prediction_goes_from_file_to_file_or_output()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["input.json"], """{"inputs":[1]}""");

        CliRun shown = await RunAsync("predict", "-t", "local", "--name", "resnet", "-I", folder["input.json"]);
        CliRun kept = await RunAsync("predict", "-t", "local", "--name", "resnet", "-I", folder["input.json"], "-O", folder["output.json"]);

        Assert.Equal((0, """{"predictions":[1]}""" + "\n"), (shown.ExitCode, shown.Output));
        Assert.Equal((0, ""), (kept.ExitCode, kept.Output));
        Assert.Equal("""{"predictions":[1]}""", await File.ReadAllTextAsync(folder["output.json"]));
        Assert.Contains("""predict resnet {"inputs":[1]}""", _targets.Asked);
    }

    [Fact]
    public async Task Deployment_that_explains_nothing_says_so()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["input.json"], "{}");

        CliRun run = await RunAsync("explain", "-t", "local", "--name", "resnet", "-I", folder["input.json"]);

        Assert.Equal((1, "", "This deployment explains nothing; a model with an explainer does.\n"), (run.ExitCode, run.Output, run.Errors));
        Assert.Equal(1, _targets.Disposed);
    }

    [Fact]
    public async Task Target_tells_of_itself()
    {
        CliRun run = await RunAsync("help", "-t", "redisai");

        Assert.Equal((0, "redisai is written so.\nIt has settings.\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Model_runs_locally()
    {
        CliRun run = await RunAsync("run-local", "-t", "redisai", "--name", "resnet", "-m", "folder", "-C", "device=cpu");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["run-local redisai resnet folder - device=cpu"], _targets.Asked);
    }

    [Theory]
    [InlineData("--config 'batchsize' has no form of KEY=VALUE.", "-m", "u", "-C", "batchsize")]
    [InlineData("--config '=8' has no form of KEY=VALUE.", "-m", "u", "-C", "=8")]
    [InlineData("--config has the key 'batchsize' twice.", "-m", "u", "-C", "batchsize=8", "-C", "batchsize=9")]
    [InlineData("A flavour is one of a model: with --flavor there must be --model-uri.", "-f", "onnx")]
    public async Task Request_that_makes_no_sense_reaches_no_target(string told, params string[] arguments)
    {
        CliRun run = await RunAsync(["update", "-t", "local", "--name", "resnet", .. arguments]);

        Assert.Equal((2, "", $"{told}\n"), (run.ExitCode, run.Output, run.Errors));
        Assert.Empty(_targets.Asked);
    }

    [Theory]
    [InlineData("create", "-t", "local", "--name", "resnet")]
    [InlineData("create", "-t", "local", "-m", "u")]
    [InlineData("create", "-m", "u", "--name", "resnet")]
    [InlineData("list")]
    [InlineData("predict", "-t", "local", "--name", "resnet")]
    public async Task What_is_required_is_asked_for(params string[] arguments)
    {
        CliRun run = await RunAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(" is required.", run.Errors, StringComparison.Ordinal);
        Assert.Empty(_targets.Asked);
    }

    [Fact]
    public async Task Input_that_is_not_there_is_told()
    {
        CliRun run = await RunAsync("predict", "-t", "local", "--name", "resnet", "-I", "none.json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("none.json", run.Errors, StringComparison.Ordinal);
    }

    private Task<CliRun> RunAsync(params string[] arguments) => new CliRunner { Deployments = _targets }.RunAsync(["deployments", .. arguments]);
}
