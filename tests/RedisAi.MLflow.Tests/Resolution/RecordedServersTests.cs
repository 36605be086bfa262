using RedisAi.MLflow.Tests.Replay;

namespace RedisAi.MLflow.Tests.Resolution;

/// <summary>Four real servers, as they were recorded, with their files.</summary>
public sealed class RecordedServersTests
{
    private const string Iris1 = "m-a80c2fa45e4a4989b26c5d12c9dd01ae";
    private const string Iris2 = "m-f22bc97583444f789fea0eef8d392dbd";
    private const string Iris3 = "m-93faf7d9d16d49cbb0d44a87f621b1ec";
    private const string Mlp = "m-bfacbcc1dcfc4b01a9abe736e8e04008";
    private const string Scripted = "m-6101682fe1e14159b90cd8c807f9b7ce";
    private const string Sklearn = "m-0df057848f454ab2a9d389525c321b49";
    private const string Run = "acbf0d7723594efbbad58700d3a08f37";
    private const string RunOf2 = "6ef872b9d17e45488cd71c01835db4e7";
    private const string ModelWithoutProxy = "m-ff6368af794c4afea574aa6123460752";
    private const string RunWithoutProxy = "2f6b8475e1b949009310bd534243e8ea";
    private const string ModelWithLogin = "m-02e156a1cc5c44fca0c2a6243de323e6";
    private const string RunWithLogin = "a1e441f825d64aa9af13240e59f0391f";
    private const string RunOf222 = "decd6a2655f74fbfba151c2d07cf2529";

    [Theory]
    [InlineData("3.17", "models:/iris/1", Iris1, "1", $"1/models/{Iris1}/artifacts")]
    [InlineData("3.17", "models:/iris@champion", Iris1, "1", $"1/models/{Iris1}/artifacts")]
    [InlineData("3.17", "models:/iris@challenger", Iris2, "2", $"1/models/{Iris2}/artifacts")]
    [InlineData("3.17", "models:/iris/latest", Iris3, "3", $"1/models/{Iris3}/artifacts")]
    [InlineData("3.17", "models:/iris/LATEST", Iris3, "3", $"1/models/{Iris3}/artifacts")]
    [InlineData("3.17", "models:/iris/production", Iris1, "1", $"1/models/{Iris1}/artifacts")]
    [InlineData("3.17", "models:/iris/Staging", Iris3, "3", $"1/models/{Iris3}/artifacts")]
    [InlineData("3.17", $"models:/{Iris1}", Iris1, null, $"1/models/{Iris1}/artifacts")]
    [InlineData("3.17", "models:/mlp/1", null, "1", $"1/models/{Mlp}/artifacts")]
    [InlineData("3.17", "models:/mlp-scripted/1/data", null, "1", $"1/models/{Scripted}/artifacts/data")]
    [InlineData("3.17", $"runs:/{Run}/model", Iris1, null, $"1/models/{Iris1}/artifacts")]
    [InlineData("3.17", $"runs:/{Run}/sk", Sklearn, null, $"1/models/{Sklearn}/artifacts")]
    [InlineData("3.17", $"runs:/{RunOf2}/model2x", null, null, $"1/{RunOf2}/artifacts/model2x")]
    [InlineData("3.17", $"runs:/{Run}/conf", null, null, $"1/{Run}/artifacts/conf")]
    [InlineData("3.17", $"mlflow-artifacts:/1/models/{Mlp}/artifacts", null, null, $"1/models/{Mlp}/artifacts")]
    [InlineData("3.17-no-proxy", "models:/iris/1", ModelWithoutProxy, "1", $"1/models/{ModelWithoutProxy}/artifacts")]
    [InlineData("3.17-no-proxy", "models:/iris@champion", ModelWithoutProxy, "1", $"1/models/{ModelWithoutProxy}/artifacts")]
    [InlineData("3.17-no-proxy", "models:/iris/Production", ModelWithoutProxy, "1", $"1/models/{ModelWithoutProxy}/artifacts")]
    [InlineData("3.17-no-proxy", $"models:/{ModelWithoutProxy}", ModelWithoutProxy, null, $"1/models/{ModelWithoutProxy}/artifacts")]
    [InlineData("3.17-no-proxy", $"runs:/{RunWithoutProxy}/model", ModelWithoutProxy, null, $"1/models/{ModelWithoutProxy}/artifacts")]
    [InlineData("3.17-no-proxy", $"runs:/{RunWithoutProxy}/conf", null, null, $"1/{RunWithoutProxy}/artifacts/conf")]
    [InlineData("3.17-auth", "models:/iris/1", ModelWithLogin, "1", $"1/models/{ModelWithLogin}/artifacts")]
    [InlineData("3.17-auth", "models:/iris@champion", ModelWithLogin, "1", $"1/models/{ModelWithLogin}/artifacts")]
    [InlineData("3.17-auth", $"runs:/{RunWithLogin}/model", ModelWithLogin, null, $"1/models/{ModelWithLogin}/artifacts")]
    [InlineData("2.22", "models:/iris/1", null, "1", $"1/{RunOf222}/artifacts/model")]
    [InlineData("2.22", "models:/iris@champion", null, "1", $"1/{RunOf222}/artifacts/model")]
    [InlineData("2.22", "models:/iris/latest", null, "1", $"1/{RunOf222}/artifacts/model")]
    [InlineData("2.22", "models:/iris/Production", null, "1", $"1/{RunOf222}/artifacts/model")]
    [InlineData("2.22", $"runs:/{RunOf222}/model", null, null, $"1/{RunOf222}/artifacts/model")]
    [InlineData("2.22", $"runs:/{RunOf222}/conf", null, null, $"1/{RunOf222}/artifacts/conf")]
    public async Task Each_address_leads_to_the_files_that_the_server_has(string name, string uri, string? modelId, string? version, string tree)
    {
        RecordedServer recorded = new(Recordings.RequireFolder(), name);
        await using ReplayServer server = await ReplayServer.StartAsync(recorded.AnswerAsync);
        using ClientUnderTest test = new(server.Address, WithLogin);

        using DownloadedModel model = await test.Client.DownloadAsync(uri);

        Trees.AssertSame(Path.Combine(recorded.Tree, tree), model.LocalPath);
        Assert.Equal((modelId, version), (model.Model.ModelId, model.Model.Version));
        Assert.Empty(test.Time.Pauses);
    }

    [Theory]
    [InlineData("3.17", "models:/iris@nobody", "RESOURCE_DOES_NOT_EXIST", "has no alias 'nobody'")]
    [InlineData("3.17", "models:/none@champion", "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=none not found")]
    [InlineData("3.17", "models:/none/1", "RESOURCE_DOES_NOT_EXIST", "(name=none, version=1) not found")]
    [InlineData("3.17", "models:/iris/99", "RESOURCE_DOES_NOT_EXIST", "version=99) not found")]
    [InlineData("3.17", "models:/none/latest", "RESOURCE_DOES_NOT_EXIST", "name=none not found")]
    [InlineData("3.17", "models:/m-260557186ebd446ebec23742632f8261", "INVALID_STATE", "LOGGED_MODEL_PENDING")]
    [InlineData("3.17", "models:/m-00000000000000000000000000000000", "RESOURCE_DOES_NOT_EXIST", "not found")]
    [InlineData("3.17", "runs:/00000000000000000000000000000000/model", "RESOURCE_DOES_NOT_EXIST", "not found")]
    [InlineData("3.17", $"runs:/{Run}/nothing", "RESOURCE_DOES_NOT_EXIST", "its artifacts are conf/, notes.txt")]
    [InlineData("3.17-no-proxy", "models:/iris@nobody", "RESOURCE_DOES_NOT_EXIST", "has no alias 'nobody'")]
    [InlineData("3.17-no-proxy", "mlflow-artifacts:/1/models", "FEATURE_DISABLED", "start it with --serve-artifacts")]
    [InlineData("2.22", "models:/iris@nobody", "RESOURCE_DOES_NOT_EXIST", "has no alias 'nobody'")]
    [InlineData("2.22", "models:/m-00000000000000000000000000000000", "ENDPOINT_NOT_FOUND", "404 Not Found")]
    [InlineData("2.22", $"runs:/{RunOf222}/nothing", "RESOURCE_DOES_NOT_EXIST", "its artifacts are conf/, model/, notes.txt")]
    public async Task What_is_not_there_is_an_error_that_says_so_at_once(string name, string uri, string code, string reason)
    {
        RecordedServer recorded = new(Recordings.RequireFolder(), name);
        await using ReplayServer server = await ReplayServer.StartAsync(recorded.AnswerAsync);
        using ClientUnderTest test = new(server.Address, WithLogin);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.DownloadAsync(uri));

        Assert.Equal(code, error.ErrorCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(test.Time.Pauses);
    }

    [Theory]
    [InlineData(null, null, null, "No login was sent: set Username and Password (MLFLOW_TRACKING_USERNAME")]
    [InlineData("admin", "wrong", null, "The login that was sent is not accepted")]
    [InlineData(null, null, "token", "A token was sent, and it wants a user")]
    public async Task A_server_that_wants_a_login_is_an_error_that_says_what_to_set(string? user, string? password, string? token, string reason)
    {
        RecordedServer recorded = new(Recordings.RequireFolder(), "3.17-auth");
        await using ReplayServer server = await ReplayServer.StartAsync(recorded.AnswerAsync);
        using ClientUnderTest test = new(server.Address, options => (options.Username, options.Password, options.Token) = (user, password, token));

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.ResolveAsync("models:/iris/1"));

        Assert.Equal("UNAUTHENTICATED", error.ErrorCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.17", "3.17.2")]
    [InlineData("3.17-auth", "3.17.2")]
    [InlineData("2.22", "2.22.5")]
    public async Task The_server_says_its_version(string name, string version)
    {
        RecordedServer recorded = new(Recordings.RequireFolder(), name);
        await using ReplayServer server = await ReplayServer.StartAsync(recorded.AnswerAsync);
        using ClientUnderTest test = new(server.Address, WithLogin);

        Assert.Equal(version, await test.Client.GetServerVersionAsync());
    }

    private static void WithLogin(MlflowClientOptions options) => (options.Username, options.Password) = ("admin", "correct horse");
}
