using System.Text.Json;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests.Deployments;

/// <summary>MLflow's plugin of python/mlflow-redisai-net, with MLflow where it is installed and else with its stand-in, against the endpoints.</summary>
public sealed class PluginTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task Plugin_deploys_asks_updates_and_deletes()
    {
        Assert.SkipUnless(File.Exists(Python), "Python is not installed: it is in Debian's package python3.");
        await using DeploymentHost host = await DeploymentHost.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic", signature: "run_id: 0123456789abcdef0123456789abcdef\nartifact_path: model\n");
        folder.Write("registered_model_meta", "model_name: resnet\nmodel_version: '3'\n");
        folder.Write("data/notes.txt", new string('x', 700));

        (int exitCode, string output, string errors) = await ChildProcess.RunAsync(
            Python,
            [
                TestData.Path("..", "RedisAi.AspNetCore.Tests", "Deployments", "plugin_calls.py"),
                Path.Combine(TestData.Root, "python", "mlflow-redisai-net"), $"redisai:/127.0.0.1:{host.Client.BaseAddress!.Port}", folder.Path,
            ]);

        Assert.True(exitCode == 0, errors);
        JsonElement[] said = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonSerializer.Deserialize<JsonElement>(line))];
        Assert.Equal(
            [
                """create team a/ré&näme?#% onnx models:/resnet/3 3 {"device": "CPU", "batchsize": "8", "tag": "a=b"}""",
                """create again RESOURCE_ALREADY_EXISTS""",
                """create with a wrong setting INVALID_PARAMETER_VALUE There is no setting 'replicas'; there are device, batchsize, minbatchsize, minbatchtimeout and tag.""",
                """get team a/ré&näme?#%""",
                """list ['team a/ré&näme?#%']""",
                """predict {"predictions": {"c": [[4.0, null]]}}""",
                """explain NOT_IMPLEMENTED""",
                """update settings onnx {"device": "CPU", "batchsize": "8", "tag": "v2"} 2""",
                """update model onnx {"device": "CPU", "batchsize": "8", "tag": "v3"} 3""",
                """explain {"predictions": {"c": [[4.0, 6.0]]}}""",
                """delete []""",
                """get RESOURCE_DOES_NOT_EXIST""",
                """predict RESOURCE_DOES_NOT_EXIST""",
                """update RESOURCE_DOES_NOT_EXIST""",
            ],
            said.Select(static line => line.GetString()));
    }
}
