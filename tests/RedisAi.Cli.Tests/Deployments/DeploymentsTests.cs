using System.Text.Json;
using RedisAi.Client.Tests;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Deployments;

/// <summary>MLflow's commands against a server in this process, with model folders of this machine.</summary>
public sealed class DeploymentsTests
{
    private const string Request = """{"inputs":{"a":[[1,2]],"b":[[3,4]]}}""";
    private const string Answer = """{"predictions":{"c":[[4.0,6.0]]}}""";

    [Fact]
    public async Task Line_of_MLflow_creates_a_deployment_that_answers()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using TemporaryFolder folder = AddModel();

        CliRun created = await RunAsync("create", "-t", server.Url, "-m", folder["model"], "--name", "add", "-f", "onnx", "-C", "batchsize=8", "-C", "tag=a=b");
        CliRun predicted = await RunAsync("predict", "-t", server.Url, "--name", "add", "-I", folder["request.json"]);
        CliRun again = await RunAsync("create", "-t", server.Url, "-m", folder["model"], "--name", "add");

        Assert.Equal((0, "\nonnx deployment add is created\n", ""), (created.ExitCode, created.Output, created.Errors));
        Assert.Equal((0, $"{Answer}\n", ""), (predicted.ExitCode, predicted.Output, predicted.Errors));
        Assert.Equal((1, "", "There is a deployment 'add' already. Update it, delete it first, or choose another name.\n"), (again.ExitCode, again.Output, again.Errors));
    }

    [Fact]
    public async Task Deployment_is_told_to_programs_and_line_by_line()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using TemporaryFolder folder = AddModel();

        CliRun created = await RunAsync("create", "-t", server.Url, "-m", folder["model"], "--name", "add", "-C", "batchsize=8", "-C", "tag=v1", "--json");
        CliRun told = await RunAsync("get", "-t", server.Url, "--name", "add");

        using JsonDocument document = JsonDocument.Parse(created.Output);
        JsonElement json = document.RootElement;
        Assert.Equal(("add", "onnx", "ONNX"), (json.GetProperty("name").GetString(), json.GetProperty("flavor").GetString(), json.GetProperty("backend").GetString()));
        Assert.Equal("""{"device":"CPU","batchsize":"8","tag":"v1"}""", JsonSerializer.Serialize(json.GetProperty("config")));
        Assert.Equal("""["a","b"]""", JsonSerializer.Serialize(json.GetProperty("inputs")));
        Assert.Equal(
            $"name: add\nflavor: onnx\nmodel_uri: {json.GetProperty("model_uri")}\ndigest: {json.GetProperty("digest")}\nbackend: ONNX\ndevice: CPU\nbatchsize: 8\ntag: v1\ninputs: a, b\noutputs: c\n\n",
            told.Output);
    }

    [Fact]
    public async Task Deployment_is_drawn_with_its_progress_where_a_person_looks()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using TemporaryFolder folder = AddModel();

        CliRun run = await new CliRunner { IsDrawn = true }.RunAsync(["deployments", "create", "-t", server.Url, "-m", folder["model"], "--name", "add"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("onnx deployment add is created", run.Output, StringComparison.Ordinal);
        Assert.Contains("Deploying", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployment_is_updated_with_or_without_another_model()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using TemporaryFolder folder = AddModel();
        await RunAsync("create", "-t", server.Url, "-m", folder["model"], "--name", "add");

        CliRun model = await RunAsync("update", "-t", server.Url, "--name", "add", "-m", folder["model"]);
        CliRun settings = await RunAsync("update", "-t", server.Url, "--name", "add", "-C", "batchsize=16");
        CliRun absent = await RunAsync("update", "-t", server.Url, "--name", "absent", "-m", folder["model"]);

        Assert.Equal((0, "Deployment add is updated (with flavor onnx)\n"), (model.ExitCode, model.Output));
        Assert.Equal((0, "Deployment add is updated (with flavor onnx)\n"), (settings.ExitCode, settings.Output));
        Assert.Contains("batchsize: 16", (await RunAsync("get", "-t", server.Url, "--name", "add")).Output, StringComparison.Ordinal);
        Assert.Equal((1, "There is no deployment 'absent'.\n"), (absent.ExitCode, absent.Errors));
    }

    [Fact]
    public async Task Deployments_are_listed_and_deleted()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using TemporaryFolder folder = AddModel();
        await RunAsync("create", "-t", server.Url, "-m", folder["model"], "--name", "add", "-C", "tag=v1");

        CliRun listed = await RunAsync("list", "-t", server.Url);
        CliRun deleted = await RunAsync("delete", "-t", server.Url, "--name", "add");
        CliRun again = await RunAsync("delete", "-t", server.Url, "--name", "add", "--json");
        CliRun none = await RunAsync("list", "-t", server.Url, "--json");

        Assert.StartsWith("List of all deployments:\nNAME", listed.Output, StringComparison.Ordinal);
        Assert.Matches("\nadd +onnx +.*model.* +CPU +v1\n", listed.Output);
        Assert.Equal((0, "Deployment add is deleted\n"), (deleted.ExitCode, deleted.Output));
        Assert.Equal(0, again.ExitCode);
        Assert.Equal("[]\n", none.Output);
    }

    [Fact]
    public async Task Target_that_is_not_typed_is_the_one_of_the_environment()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();

        CliRun run = await new CliRunner { Environment = { ["MLFLOW_DEPLOYMENTS_TARGET"] = server.Url } }.RunAsync(["deployments", "list"]);

        Assert.Equal((0, "List of all deployments:\nThere are none.\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Prediction_goes_to_a_file_where_one_is_named()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using TemporaryFolder folder = AddModel();
        await RunAsync("create", "-t", server.Url, "-m", folder["model"], "--name", "add");

        CliRun run = await RunAsync("predict", "-t", server.Url, "--name", "add", "-I", folder["request.json"], "-O", folder["answer.json"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Equal(Answer, await File.ReadAllTextAsync(folder["answer.json"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Explanations_come_from_the_model_that_is_deployed_for_them()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using TemporaryFolder folder = AddModel();
        await RunAsync("create", "-t", server.Url, "-m", folder["model"], "--name", "add");

        CliRun none = await RunAsync("explain", "-t", server.Url, "--name", "add", "-I", folder["request.json"]);
        await RunAsync("create", "-t", server.Url, "-m", folder["model"], "--name", "add/explain");
        CliRun explained = await RunAsync("explain", "-t", server.Url, "--name", "add", "-I", folder["request.json"]);

        Assert.Equal(1, none.ExitCode);
        Assert.Contains("does not explain its predictions: there is no model 'add/explain'", none.Errors, StringComparison.Ordinal);
        Assert.Equal($"{Answer}\n", explained.Output);
    }

    [Fact]
    public async Task What_the_library_warns_of_is_told()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using TemporaryFolder folder = AddModel("    onnx_session_options:\n      intra_op_num_threads: 1\n");

        CliRun run = await RunAsync("create", "-t", server.Url, "-m", folder["model"], "--name", "add");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("the server has settings of its own", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_is_run_once_without_a_server()
    {
        using TemporaryFolder folder = AddModel();

        CliRun run = await RunAsync("predict", "-t", "local", "-m", folder["model"], "-I", folder["request.json"]);

        Assert.Equal((0, $"{Answer}\n", ""), (run.ExitCode, run.Output, run.Errors));
    }

    [Theory]
    [InlineData("create", "--name", "add", "-m", "u")]
    [InlineData("list")]
    [InlineData("get", "--name", "add")]
    [InlineData("delete", "--name", "add")]
    public async Task Nothing_stays_deployed_in_this_process(string verb, params string[] arguments)
    {
        CliRun run = await RunAsync([verb, "-t", "local", .. arguments]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("Nothing stays deployed in a process that ends. 'redisai deployments run-local' serves a model until it is interrupted", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Option '--model-uri' is required with -t local: the model that is loaded and run once.", "-t", "local")]
    [InlineData("Option '--name' is required: the deployment that is run.", "-t", "redisai")]
    [InlineData("What is deployed on a server is run as it is: leave --model-uri and --flavor out, or use -t local.", "-t", "redisai", "--name", "add", "-m", "u")]
    public async Task Prediction_that_makes_no_sense_is_told(string told, params string[] arguments)
    {
        using TemporaryFolder folder = AddModel();

        CliRun run = await RunAsync(["predict", "-I", folder["request.json"], .. arguments]);

        Assert.Equal((2, "", $"{told}\n"), (run.ExitCode, run.Output, run.Errors));
    }

    [Fact]
    public async Task Targets_tell_of_themselves()
    {
        CliRun run = await RunAsync("help", "-t", "redisai");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("-t redisai://[user:password@]host[:port]", run.Output, StringComparison.Ordinal);
        Assert.Contains("batchsize=8", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--config 'batchsize' has no form of KEY=VALUE.", "-m", "u", "-C", "batchsize")]
    [InlineData("--config '=8' has no form of KEY=VALUE.", "-m", "u", "-C", "=8")]
    [InlineData("--config has the key 'batchsize' twice.", "-m", "u", "-C", "batchsize=8", "-C", "batchsize=9")]
    [InlineData("A flavour is one of a model: with --flavor there must be --model-uri.", "-f", "onnx")]
    public async Task Request_that_makes_no_sense_reaches_no_target(string told, params string[] arguments)
    {
        CliRun run = await RunAsync(["update", "-t", "redisai://127.0.0.1:1", "--name", "resnet", .. arguments]);

        Assert.Equal((2, "", $"{told}\n"), (run.ExitCode, run.Output, run.Errors));
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
        Assert.Contains(" is required", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_that_is_not_there_is_told()
    {
        CliRun run = await RunAsync("predict", "-t", "local", "-m", "u", "-I", "none.json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("none.json", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>A folder with a model of MLflow's and a request for it.</summary>
    internal static TemporaryFolder AddModel(string settings = "")
    {
        TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["model"]);
        File.WriteAllText(Path.Combine(folder["model"], "MLmodel"), $"flavors:\n  onnx:\n    data: model.onnx\n{settings}");
        File.Copy(TestData.Path("onnx", "add_dynamic.onnx"), Path.Combine(folder["model"], "model.onnx"));
        File.WriteAllText(folder["request.json"], Request);
        return folder;
    }

    private static Task<CliRun> RunAsync(params string[] arguments) => new CliRunner().RunAsync(["deployments", .. arguments]);
}
