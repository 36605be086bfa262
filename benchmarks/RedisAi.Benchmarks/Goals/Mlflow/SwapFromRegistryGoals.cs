using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.MLflow;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.Benchmarks.Goals.Mlflow;

/// <summary>How long it takes from when an alias of a registry moves until the new version answers.</summary>
internal static class SwapFromRegistryGoals
{
    private const string Key = "m";
    private const int Rows = 512;
    private const int Columns = 1024;
    private const int Rounds = 31;

    /// <summary>Until what compiles methods anew has done so; the rounds are long enough for pauses in which it can.</summary>
    private const int WarmUpRounds = 20;

    public static IEnumerable<GoalRow> GoalRows => [new("mlflow-swap-ms", static name => SwapAsync(name).GetAwaiter().GetResult())];

    private static async Task<Goal?> SwapAsync(string name)
    {
        FakeMlflow registry = new();
        await using ReplayServer server = await ReplayServer.StartAsync(registry.AnswerAsync);
        string cache = Directory.CreateTempSubdirectory("redisai-").FullName;
        try
        {
            Register(registry, 1);
            using IHost host = Build(server, cache);
            await host.StartAsync();
            IModel model = host.Services.GetRequiredKeyedService<IModel>(Key);
            MlflowFollower follower = host.Services.GetRequiredService<MlflowFollower>();
            List<double> times = [];
            for (int round = 0; round < WarmUpRounds + RoundCount.Of(Rounds); round++)
            {
                int version = round + 2;
                Register(registry, version);
                long started = Stopwatch.GetTimestamp();
                registry.Aliases[(Key, "champion")] = $"{version}";
                await follower.RefreshAsync(Key);
                float answer = Ask(model);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                if (Math.Abs(answer - version) > 1e-3f)
                {
                    throw new InvalidOperationException($"Version {version} has answered {answer}.");
                }
            }

            await host.StopAsync();
            return Goal.AtMost(name, times.Skip(WarmUpRounds), "ms", 60);
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    private static IHost Build(ReplayServer server, string cache)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRedisAi().AddOnnxBackend()
            .AddMlflow(client =>
            {
                client.TrackingUri = server.Address;
                client.Cache.Folder = cache;
            })
            .AddMlflowModel(Key, $"models:/{Key}@champion");
        return builder.Build();
    }

    /// <summary>Registers a version of 2 MiB of weights that nobody has seen before, with an example; its first output is its number where the first input is one and the others are nought.</summary>
    private static void Register(FakeMlflow registry, int version)
    {
        Random random = new(version);
        float[] weights = new float[Rows * Columns];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = random.NextSingle();
        }

        weights[0] = version;
        byte[] description = """
            flavors:
              onnx:
                data: model.onnx
              python_function:
                loader_module: mlflow.onnx
            saved_input_example_info: {artifact_path: input_example.json, type: ndarray, serving_input_path: serving_input_example.json}
            signature:
              inputs: '[{"name": "x", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 512]}}]'
              outputs: '[{"name": "y", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 1024]}}]'
            """u8.ToArray();
        byte[] example = System.Text.Encoding.UTF8.GetBytes($$$"""{"inputs": {"x": [[{{{string.Join(", ", Enumerable.Repeat("0.5", Rows))}}}]]}}""");
        registry.Register(
            Key, $"{version}", $"m-{version}", ("MLmodel", description), ("model.onnx", OnnxFile.MatMul(Rows, Columns, weights)), ("serving_input_example.json", example));
        if (version == 1)
        {
            registry.Aliases[(Key, "champion")] = "1";
        }
    }

    private static float Ask(IModel model)
    {
        float[] row = new float[Rows];
        row[0] = 1;
        using AiTensor x = AiTensor.Create<float>([1, Rows], row);
        using ModelResult result = model.Run([x]);
        return result.AsSpan<float>("y")[0];
    }
}
