using System.Text.Json;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Deployments;

/// <summary>MLflow's commands with models that an MLflow server has.</summary>
public sealed class RegistryTests
{
    [Theory]
    [InlineData("models:/resnet@champion", 3)]
    [InlineData("models:/resnet/2", 6)]
    [InlineData("models:/resnet/latest", 6)]
    [InlineData("models:/m-2", 6)]
    [InlineData("runs:/r7/model", 21)]
    public async Task Model_of_the_server_is_deployed_and_answers(string uri, int answer)
    {
        await using RegistryUnderTest test = await RegistryUnderTest.StartAsync();

        CliRun created = await test.RunAsync("create", "-t", test.Target, "-m", uri, "--name", "resnet");
        CliRun predicted = await test.RunAsync("predict", "-t", test.Target, "--name", "resnet", "-I", test.RequestFile);
        CliRun told = await test.RunAsync("get", "-t", test.Target, "--name", "resnet");

        Assert.Equal((0, "\nonnx deployment resnet is created\n", ""), (created.ExitCode, created.Output, created.Errors));
        Assert.Equal((0, $$$"""{"predictions":{"y":[[{{{answer}}}.0]]}}""" + "\n", ""), (predicted.ExitCode, predicted.Output, predicted.Errors));
        Assert.Contains($"\nmodel_uri: {uri}\n", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployment_tells_which_version_it_is_and_follows_an_alias_when_it_is_updated()
    {
        await using RegistryUnderTest test = await RegistryUnderTest.StartAsync();

        CliRun created = await test.RunAsync("create", "-t", test.Target, "-m", "models:/resnet@champion", "--name", "resnet", "-C", "batchsize=8", "--json");
        test.Mlflow.Aliases[("resnet", "champion")] = "2";
        CliRun updated = await test.RunAsync("update", "-t", test.Target, "-m", "models:/resnet@champion", "--name", "resnet", "--json");
        CliRun predicted = await test.RunAsync("predict", "-t", test.Target, "--name", "resnet", "-I", test.RequestFile);

        Assert.Equal(("1", "m-1", "run-of-m-1", "8"), Facts(created));
        Assert.Equal(("2", "m-2", "run-of-m-2", "8"), Facts(updated));
        Assert.Equal("""{"predictions":{"y":[[6.0]]}}""" + "\n", predicted.Output);
    }

    [Fact]
    public async Task What_was_downloaded_is_in_the_folder_that_the_environment_names_and_does_not_come_again()
    {
        await using RegistryUnderTest test = await RegistryUnderTest.StartAsync();

        await test.RunAsync("create", "-t", test.Target, "-m", "models:/resnet@champion", "--name", "a");
        await test.RunAsync("create", "-t", test.Target, "-m", "models:/resnet/1", "--name", "b");
        int fetches = test.Fetches;
        test.Environment["REDISAI_MLFLOW_CACHE"] = $"{test.Cache}-2";
        CliRun elsewhere = await test.RunAsync("create", "-t", test.Target, "-m", "models:/resnet/1", "--name", "c");

        Assert.Equal((1, 0, 2), (fetches, elsewhere.ExitCode, test.Fetches));
        Assert.Single(Directory.GetFiles(test.Cache, "model.onnx", SearchOption.AllDirectories));
        Assert.Single(Directory.GetFiles($"{test.Cache}-2", "model.onnx", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Model_of_the_server_is_run_once_without_a_server_to_deploy_to()
    {
        await using RegistryUnderTest test = await RegistryUnderTest.StartAsync();

        CliRun run = await test.RunAsync("predict", "-t", "local", "-m", "models:/resnet@champion", "-I", test.RequestFile);

        Assert.Equal((0, """{"predictions":{"y":[[3.0]]}}""" + "\n", ""), (run.ExitCode, run.Output, run.Errors));
    }

    [Theory]
    [InlineData("models:/absent@champion", "GET /api/2.0/mlflow/registered-models/alias with 404 (RESOURCE_DOES_NOT_EXIST): Registered Model with name=absent not found.")]
    [InlineData("models:/resnet/9", "GET /api/2.0/mlflow/model-versions/get with 404 (RESOURCE_DOES_NOT_EXIST): Model Version (name=resnet, version=9) not found.")]
    [InlineData("runs:/r9/model", "GET /api/2.0/mlflow/runs/get with 404 (RESOURCE_DOES_NOT_EXIST): Run with id=r9 not found.")]
    public async Task Model_that_the_server_does_not_have_is_told_in_its_words(string uri, string words)
    {
        await using RegistryUnderTest test = await RegistryUnderTest.StartAsync();

        CliRun run = await test.RunAsync("create", "-t", test.Target, "-m", uri, "--name", "resnet");

        Assert.Equal((1, "", $"The server at {test.Registry.Address} answers {words}\n"), (run.ExitCode, run.Output, run.Errors));
        Assert.Equal("[]\n", (await test.RunAsync("list", "-t", test.Target, "--json")).Output);
    }

    [Fact]
    public async Task Alias_that_the_model_does_not_have_is_told()
    {
        await using RegistryUnderTest test = await RegistryUnderTest.StartAsync();

        CliRun run = await test.RunAsync("create", "-t", test.Target, "-m", "models:/resnet@absent", "--name", "resnet");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("The registered model 'resnet' has no alias 'absent'. ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_that_a_run_does_not_have_is_told_with_those_that_it_has()
    {
        await using RegistryUnderTest test = await RegistryUnderTest.StartAsync();

        CliRun run = await test.RunAsync("create", "-t", test.Target, "-m", "runs:/r7/modell", "--name", "resnet");

        Assert.Equal((1, "", "The run 'r7' has neither a folder 'modell' nor a logged model 'modell': its artifacts are model/.\n"), (run.ExitCode, run.Output, run.Errors));
    }

    [Fact]
    public async Task Login_that_the_server_does_not_accept_is_told_without_showing_it()
    {
        await using RegistryUnderTest test = await RegistryUnderTest.StartAsync();
        test.WantUser("ann", "right");
        (test.Environment["MLFLOW_TRACKING_USERNAME"], test.Environment["MLFLOW_TRACKING_PASSWORD"]) = ("ann", "s3cret");

        CliRun refused = await test.RunAsync("create", "-t", test.Target, "-m", "models:/resnet@champion", "--name", "resnet", "--verbose");
        test.Environment["MLFLOW_TRACKING_PASSWORD"] = "right";
        CliRun created = await test.RunAsync("create", "-t", test.Target, "-m", "models:/resnet@champion", "--name", "resnet");

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith($"The server at {test.Registry.Address} answers GET /api/2.0/mlflow/registered-models/alias with 401 (UNAUTHENTICATED): ", refused.Errors, StringComparison.Ordinal);
        Assert.Contains(" The login that was sent is not accepted: check Username and Password, or Token.\n", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.Errors, StringComparison.Ordinal);
        Assert.Equal((0, ""), (created.ExitCode, created.Errors));
    }

    [Fact]
    public async Task Token_where_the_server_wants_a_user_is_told_with_the_variables()
    {
        await using RegistryUnderTest test = await RegistryUnderTest.StartAsync();
        test.WantUser("ann", "right");
        test.Environment["MLFLOW_TRACKING_USERNAME"] = test.Environment["MLFLOW_TRACKING_PASSWORD"] = "";
        test.Environment["MLFLOW_TRACKING_TOKEN"] = "t0ken";

        CliRun run = await test.RunAsync("create", "-t", test.Target, "-m", "models:/resnet@champion", "--name", "resnet");

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith(" A token was sent, and it wants a user: set Username and Password (MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD).\n", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MLFLOW_TRACKING_URI", "", "There is no server to ask for 'models:/resnet@champion': set TrackingUri (MLFLOW_TRACKING_URI), as in http://localhost:5000.")]
    [InlineData("MLFLOW_REGISTRY_URI", "databricks-uc", "There is no server to ask for registered models: RegistryUri (MLFLOW_REGISTRY_URI) is 'databricks-uc', and only http:// and https:// can be asked. Leave it out where the tracking server has them.")]
    [InlineData("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "often", "The environment variable MLFLOW_HTTP_REQUEST_MAX_RETRIES has the value 'often'; expected: a number from 0 to 100.")]
    public async Task Environment_that_names_no_server_is_told(string name, string value, string told)
    {
        await using RegistryUnderTest test = await RegistryUnderTest.StartAsync();
        test.Environment[name] = value;

        CliRun run = await test.RunAsync("create", "-t", test.Target, "-m", "models:/resnet@champion", "--name", "resnet");

        Assert.Equal((1, "", $"{told}\n"), (run.ExitCode, run.Output, run.Errors));
    }

    [Fact]
    public async Task Program_takes_all_that_from_its_environment()
    {
        await using RegistryUnderTest test = await RegistryUnderTest.StartAsync();
        Dictionary<string, string?> environment = test.Environment.ToDictionary(static variable => variable.Key, string? (variable) => variable.Value);
        environment["MLFLOW_REGISTRY_URI"] = null;
        environment["MLFLOW_DEPLOYMENTS_TARGET"] = test.Target;

        (int created, _, string errors) = await RunAsync("create", "-m", "models:/resnet@champion", "--name", "resnet");
        (int failed, string nothing, string why) = await RunAsync("create", "-m", "models:/absent/1", "--name", "absent");

        Assert.Equal((0, ""), (created, errors));
        Assert.Equal((1, ""), (failed, nothing));
        Assert.Single(why.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Single(Directory.GetFiles(test.Cache, "model.onnx", SearchOption.AllDirectories));

        Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
            ChildProcess.RunAsync(ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.Cli"), "deployments", .. arguments], environment: environment);
    }

    private static (string? Version, string? ModelId, string? RunId, string? BatchSize) Facts(CliRun run)
    {
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement json = document.RootElement;
        return (Text("model_version"), Text("model_id"), Text("run_id"), json.GetProperty("config").GetProperty("batchsize").GetString());

        string? Text(string name) => json.GetProperty(name).GetString();
    }
}
