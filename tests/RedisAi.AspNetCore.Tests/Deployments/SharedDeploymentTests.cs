using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.AspNetCore.Tests.Deployments;

/// <summary>MLflow's plugin against two processes that share a store in Redis: what is deployed to one is deployed to both.</summary>
public sealed class SharedDeploymentTests
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task What_the_plugin_deploys_changes_and_deletes_at_one_process_reaches_the_other()
    {
        Assert.SkipUnless(File.Exists(Python), "Python is not installed: it is in Debian's package python3.");
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer redis = await RedisServer.StartAsync();
        await using DeploymentHost one = await StartAsync(redis);
        await using DeploymentHost other = await StartAsync(redis);
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic", signature: "run_id: 0123456789abcdef0123456789abcdef\nartifact_path: model\n");
        folder.Write("registered_model_meta", "model_name: resnet\nmodel_version: '3'\n");

        (int exitCode, string output, string errors) = await ChildProcess.RunAsync(
            Python,
            [
                TestData.Path("..", "RedisAi.AspNetCore.Tests", "Deployments", "shared_plugin_calls.py"),
                Path.Combine(TestData.Root, "python", "mlflow-redisai-net"), folder.Path, TargetOf(one), TargetOf(other),
            ]);

        Assert.True(exitCode == 0, errors);
        JsonElement[] said = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonSerializer.Deserialize<JsonElement>(line))];
        Assert.Equal(
            [
                """create resnet 1""",
                """predict elsewhere {"predictions": {"c": [[4.0, 6.0]]}}""",
                """get elsewhere resnet onnx models:/resnet/3 {"device": "CPU", "tag": "v1"} 1""",
                """list elsewhere ["resnet"]""",
                """create elsewhere RESOURCE_ALREADY_EXISTS""",
                """update elsewhere {"device": "CPU", "tag": "v2"} 2""",
                """get 2 {"device": "CPU", "tag": "v2"}""",
                """delete elsewhere RESOURCE_DOES_NOT_EXIST""",
                """get RESOURCE_DOES_NOT_EXIST""",
                """predict RESOURCE_DOES_NOT_EXIST""",
            ],
            said.Select(static line => line.GetString()));
    }

    private static string TargetOf(DeploymentHost host) => $"redisai:/127.0.0.1:{host.Client.BaseAddress!.Port}";

    private static Task<DeploymentHost> StartAsync(RedisServer redis) =>
        DeploymentHost.StartAsync(application: builder => builder.Services.AddRedisAi().AddRedisStore(redis.Configuration));
}
