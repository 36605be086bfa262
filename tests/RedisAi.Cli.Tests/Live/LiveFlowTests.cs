using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Live;

/// <summary>The whole flow, against servers of the tests and, where eng/mlflow-live.sh names one, against a real one.</summary>
public sealed class LiveFlowTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whole_flow_against_a_server_of_the_tests(bool isOld)
    {
        FakeMlflow mlflow = new() { IsOld = isOld };
        await using ReplayServer server = await ReplayServer.StartAsync(mlflow.AnswerAsync);
        using TemporaryFolder cache = new();
        Dictionary<string, string> variables = new() { ["MLFLOW_TRACKING_URI"] = server.Address, ["REDISAI_MLFLOW_CACHE"] = cache.Path };

        await new LiveFlow(variables.GetValueOrDefault, output.WriteLine).RunAsync();

        Assert.Equal(!isOld, mlflow.Models.Count > 0);
        Assert.Empty(mlflow.Versions);
    }

    [Fact]
    public async Task Whole_flow_with_all_that_the_environment_may_say()
    {
        FakeMlflow mlflow = new();
        using X509Certificate2 certificate = TestCertificate.Create();
        await using ReplayServer tracking = await ReplayServer.StartAsync(context => GuardedAsync(mlflow, context), certificate, wantsClientCertificate: true);
        await using ReplayServer registry = await ReplayServer.StartAsync(context => GuardedAsync(mlflow, context), certificate, wantsClientCertificate: true);
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["server.pem"], certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["client.pem"], TestCertificate.WithKey(certificate), TestContext.Current.CancellationToken);
        Dictionary<string, string> variables = new()
        {
            ["MLFLOW_TRACKING_URI"] = tracking.Address,
            ["MLFLOW_REGISTRY_URI"] = registry.Address,
            ["MLFLOW_TRACKING_USERNAME"] = "ann",
            ["MLFLOW_TRACKING_PASSWORD"] = "secret",
            ["MLFLOW_WORKSPACE"] = "team",
            ["MLFLOW_TRACKING_SERVER_CERT_PATH"] = folder["server.pem"],
            ["MLFLOW_TRACKING_CLIENT_CERT_PATH"] = folder["client.pem"],
            ["REDISAI_MLFLOW_CACHE"] = folder["cache"],
        };

        await new LiveFlow(variables.GetValueOrDefault, output.WriteLine).RunAsync();

        Assert.All(registry.Seen, static seen => Assert.Matches("/(registered-models|model-versions)/", seen.Path));
        Assert.DoesNotContain(tracking.Seen, static seen => seen.Path.Contains("/registered-models/", StringComparison.Ordinal) || seen.Path.Contains("/model-versions/", StringComparison.Ordinal));
        Assert.All(registry.Seen.Concat(tracking.Seen), static seen => Assert.Equal("team", seen.Headers.GetValueOrDefault("X-MLFLOW-WORKSPACE")));
    }

    [Fact]
    public async Task Whole_flow_against_a_real_server()
    {
        // A variable of its own, since MLFLOW_TRACKING_URI may be set for other reasons, and this writes.
        Assert.SkipUnless(Environment.GetEnvironmentVariable("REDISAI_MLFLOW_LIVE") == "1", "eng/mlflow-live.sh runs this, against the MLflow server of MLFLOW_TRACKING_URI.");
        using TemporaryFolder cache = new();

        await new LiveFlow(name => name == "REDISAI_MLFLOW_CACHE" ? cache.Path : Environment.GetEnvironmentVariable(name), Console.WriteLine).RunAsync();
    }

    private static Task GuardedAsync(FakeMlflow mlflow, HttpContext context) => context.Request.Headers.Authorization == "Basic YW5uOnNlY3JldA=="
        ? mlflow.AnswerAsync(context)
        : Answers.TextAsync(context, "You are not authenticated.", 401);
}
