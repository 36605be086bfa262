using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Live;

/// <summary>The whole flow, against a server of the tests and, where eng/mlflow-live.sh names one, against a real one.</summary>
public sealed class LiveFlowTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Whole_flow_against_a_server_of_the_tests()
    {
        await using ReplayServer server = await ReplayServer.StartAsync(new FakeMlflow().AnswerAsync);
        using TemporaryFolder cache = new();
        MlflowClientOptions options = new() { TrackingUri = server.Address };
        options.Cache.Folder = cache.Path;

        await new LiveFlow(options, output.WriteLine).RunAsync();
    }

    [Fact]
    public async Task Whole_flow_against_a_real_server()
    {
        // A variable of its own, since MLFLOW_TRACKING_URI may be set for other reasons, and this writes.
        Assert.SkipUnless(Environment.GetEnvironmentVariable("REDISAI_MLFLOW_LIVE") == "1", "eng/mlflow-live.sh runs this, against the MLflow server of MLFLOW_TRACKING_URI.");
        using TemporaryFolder cache = new();
        MlflowClientOptions options = MlflowClientOptions.FromEnvironment();
        options.Cache.Folder = cache.Path;

        await new LiveFlow(options, Console.WriteLine).RunAsync();
    }
}
