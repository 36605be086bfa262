using RedisAi.MLflow.Tests.Replay;

namespace RedisAi.MLflow.Tests.Rest;

/// <summary>Who is told who is asking, and who is not.</summary>
public sealed class CredentialTests
{
    private const string Basic = "Basic YW5uOnNlY3JldA==";

    [Theory]
    [InlineData("ann", "secret", null, Basic)]
    [InlineData("ann", "secret", "token", Basic)]
    [InlineData("ann", null, "token", "Bearer token")]
    [InlineData(null, null, "token", "Bearer token")]
    [InlineData(null, null, null, null)]
    public async Task A_user_goes_before_a_token(string? user, string? password, string? token, string? expected)
    {
        await using ReplayServer server = await StartAsync();
        using ClientUnderTest test = new(server.Address, options => (options.Username, options.Password, options.Token) = (user, password, token));

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.All(server.Seen, seen => Assert.Equal(expected, seen.Authorization));
    }

    [Fact]
    public async Task A_user_may_be_written_into_the_address()
    {
        await using ReplayServer server = await StartAsync();
        using ClientUnderTest test = new(server.Address.Replace("://", "://ann:sec%72et@", StringComparison.Ordinal));

        await test.Client.ResolveAsync("models:/iris/1");

        Assert.All(server.Seen, static seen => Assert.Equal(Basic, seen.Authorization));
        Assert.NotEmpty(server.Seen);
    }

    [Fact]
    public async Task The_workspace_is_sent_on()
    {
        await using ReplayServer server = await StartAsync();
        using ClientUnderTest test = new(server.Address, static options => options.Workspace = "team-a");

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.All(server.Seen, static seen => Assert.Equal("team-a", seen.Headers["X-MLFLOW-WORKSPACE"]));
    }

    [Fact]
    public async Task Who_is_asking_is_told_to_no_other_server_that_a_redirection_leads_to()
    {
        await using ReplayServer other = await StartAsync();
        await using ReplayServer server = await ReplayServer.StartAsync(context =>
        {
            context.Response.Redirect(other.Address + context.Request.Path + context.Request.QueryString);
            return Task.CompletedTask;
        });
        using ClientUnderTest test = new(server.Address, static options => (options.Username, options.Password, options.Workspace) = ("ann", "secret", "team"));

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.Equal("1", model.Model.Version);
        Assert.All(server.Seen, static seen => Assert.Equal(Basic, seen.Authorization));
        Assert.NotEmpty(other.Seen);
        Assert.All(other.Seen, static seen => Assert.Null(seen.Authorization));
        Assert.All(other.Seen, static seen => Assert.DoesNotContain("X-MLFLOW-WORKSPACE", seen.Headers.Keys, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Who_is_asking_is_told_again_where_a_server_leads_to_itself()
    {
        FakeMlflow fake = Registered();
        fake.Intercept = static context =>
        {
            bool isFirst = !context.Request.Query.ContainsKey("again");
            if (isFirst)
            {
                context.Response.Redirect($"{context.Request.Path}?again=1");
            }

            return Task.FromResult(isFirst);
        };
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address, static options => (options.Username, options.Password) = ("ann", "secret"));

        await test.Client.GetServerVersionAsync();

        Assert.Equal(2, server.Seen.Count);
        Assert.All(server.Seen, static seen => Assert.Equal(Basic, seen.Authorization));
    }

    [Fact]
    public async Task Who_is_asking_is_told_to_no_server_that_an_address_of_artifacts_names()
    {
        await using ReplayServer other = await StartAsync();
        await using ReplayServer server = await StartAsync();
        using ClientUnderTest test = new(server.Address, static options => options.Token = "token");

        using DownloadedModel model = await test.Client.DownloadAsync($"mlflow-artifacts://{new Uri(other.Address).Authority}/1/models/m-1/artifacts");

        Assert.NotEmpty(other.Seen);
        Assert.All(other.Seen, static seen => Assert.Null(seen.Authorization));
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task The_registry_may_be_another_server_and_is_told_as_well()
    {
        await using ReplayServer registry = await StartAsync();
        await using ReplayServer server = await StartAsync();
        using ClientUnderTest test = new(server.Address, options => (options.Token, options.RegistryUri) = ("token", registry.Address));

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.Equal("GET /api/2.0/mlflow/model-versions/get?name=iris&version=1", Assert.Single(registry.Seen).ToString());
        Assert.All([.. registry.Seen, .. server.Seen], static seen => Assert.Equal("Bearer token", seen.Authorization));
    }

    [Fact]
    public async Task What_changes_something_is_not_sent_on_to_another_server()
    {
        await using ReplayServer other = await StartAsync();
        await using ReplayServer server = await ReplayServer.StartAsync(context =>
        {
            context.Response.StatusCode = 308;
            context.Response.Headers.Location = other.Address + context.Request.Path;
            return Task.CompletedTask;
        });
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.StartRunAsync(new RunOptions { ExperimentId = "1" }));

        Assert.Empty(other.Seen);
        Assert.Contains("name it in TrackingUri", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "it says no address")]
    [InlineData("ftp://host/x", "the address is none of a web server")]
    [InlineData("/round", "that has happened 5 times already")]
    public async Task Redirections_that_lead_nowhere_are_refused(string? location, string reason)
    {
        await using ReplayServer server = await ReplayServer.StartAsync(context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        });
        using ClientUnderTest test = new(server.Address);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.ResolveAsync("models:/iris/1"));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(test.Time.Pauses);
    }

    private static FakeMlflow Registered()
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", [1]), ("data/model.onnx", [2, 3]));
        return fake;
    }

    private static Task<ReplayServer> StartAsync() => ReplayServer.StartAsync(Registered().AnswerAsync);
}
