using RedisAi.MLflow.Tests.Replay;

namespace RedisAi.MLflow.Tests.Settings;

public sealed class MlflowClientOptionsTests
{
    public static TheoryData<Action<MlflowClientOptions>, string> Wrong => new()
    {
        { static options => options.TrackingUri = "http://", "TrackingUri (http://) is not the address of a server" },
        { static options => options.RegistryUri = "https://user:secret@", "RegistryUri (https://) is not the address of a server" },
        { static options => options.Token = "a\nb", "Token has characters that no header may have" },
        { static options => options.Workspace = "ü", "Workspace has characters that no header may have" },
        { static options => (options.Tls.Insecure, options.Tls.ServerCertificatePath) = (true, "x"), "set one of them" },
        { static options => options.Timeout = TimeSpan.Zero, "Timeout (00:00:00) must be between" },
        { static options => options.MaxRetries = -1, "MaxRetries (-1) must be between 0 and 100" },
        { static options => options.BackoffFactor = double.NaN, "BackoffFactor (NaN) must be between" },
        { static options => options.MaxParallelDownloads = 0, "MaxParallelDownloads (0) must be between" },
        { static options => options.Cache.Folder = " ", "Cache:Folder must be a path, or null" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_settings_are_refused_with_the_reason(Action<MlflowClientOptions> change, string reason)
    {
        MlflowClientOptions options = new();
        change(options);

        ArgumentException error = Assert.Throws<ArgumentException>(() => new MlflowClient(options));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "set TrackingUri (MLFLOW_TRACKING_URI)")]
    [InlineData("sqlite:///mlflow.db", "start mlflow server on it")]
    [InlineData("./mlruns", "start mlflow server on it")]
    public async Task Without_a_server_what_needs_one_is_an_error_that_says_so(string? address, string reason)
    {
        using MlflowClient client = new(new MlflowClientOptions { TrackingUri = address });

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => client.ResolveAsync("models:/iris/1"));

        Assert.Equal("INVALID_PARAMETER_VALUE", error.ErrorCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite:///mlflow.db", "sqlite:///mlflow.db")]
    [InlineData("databricks-uc", "databricks-uc")]
    [InlineData("mlflow:5000", "mlflow:5000")]
    [InlineData("postgresql://ann:secret@db/mlflow", "postgresql://")]
    public async Task Registry_that_is_no_web_server_is_not_replaced_by_the_tracking_server(string address, string shown)
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", []));
        fake.Aliases[("iris", "champion")] = "1";
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using MlflowClient client = new(new MlflowClientOptions { TrackingUri = server.Address, RegistryUri = address });

        foreach (string uri in (string[])["models:/iris/1", "models:/iris@champion", "models:/iris/latest", "models:/iris/Production"])
        {
            MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => client.ResolveAsync(uri));

            Assert.Equal("INVALID_PARAMETER_VALUE", error.ErrorCode);
            Assert.StartsWith($"There is no server to ask for registered models: RegistryUri (MLFLOW_REGISTRY_URI) is '{shown}", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(server.Seen);
        Assert.Equal("m-1", (await client.ResolveAsync("models:/m-1")).ModelId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task Registry_that_is_blank_is_the_tracking_server(string address)
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", []));
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using MlflowClient client = new(new MlflowClientOptions { TrackingUri = server.Address, RegistryUri = address });

        Assert.Equal("1", (await client.ResolveAsync("models:/iris/1")).Version);
    }
}
