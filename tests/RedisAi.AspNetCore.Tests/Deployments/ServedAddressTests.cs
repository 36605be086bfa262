using System.Net;
using RedisAi.AspNetCore.Tests.Scoring;
using RedisAi.MLflow;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.MLflow.Tests.Replay;
using static RedisAi.AspNetCore.Tests.Deployments.DeploymentHost;

namespace RedisAi.AspNetCore.Tests.Deployments;

/// <summary>Models that clients name by the application's MLflow server, and whose files that server says to be elsewhere: whoever may register a model there may say so.</summary>
public sealed class ServedAddressTests
{
    [Fact]
    public async Task Version_whose_files_are_on_another_server_is_refused_and_that_server_is_not_asked()
    {
        FakeMlflow elsewhere = WithFiles();
        await using ReplayServer other = await ReplayServer.StartAsync(elsewhere.AnswerAsync);
        FakeMlflow fake = new();
        string place = $"mlflow-artifacts://{Authority(other)}/model";
        fake.Versions.Add(new FakeVersion("m", "1", place));
        fake.Versions.Add(new FakeVersion("m", "2", "models:/m/1", RunId: "r1"));
        fake.Runs["r1"] = new FakeRun("r1", "mlflow-artifacts:/1/r1/artifacts");
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        await using DeploymentHost host = await StartAsync(client: client => client.TrackingUri = server.Address);
        await host.DeployAddAsync("present");

        foreach (string uri in (string[])["models:/m/1", "models:/m/2", "models:/m/latest"])
        {
            using HttpResponseMessage created = await host.SendJsonAsync(HttpMethod.Post, "/deployments", $$"""{"name":"m","model_uri":"{{uri}}"}""");
            using HttpResponseMessage updated = await host.SendJsonAsync(HttpMethod.Put, "/deployments/present", $$"""{"model_uri":"{{uri}}"}""");

            string told = $"PERMISSION_DENIED '{uri}' leads to '{place}', which is on another MLflow server than the application's; the application does not permit that. Upload the model's folder as an archive.";
            Assert.Equal(told, await ScoringHost.ErrorOfAsync(created, HttpStatusCode.Forbidden));
            Assert.Equal(told, await ScoringHost.ErrorOfAsync(updated, HttpStatusCode.Forbidden));
        }

        Assert.Empty(other.Seen);
        Assert.Equal(Answer, await host.PredictAsync("present"));
    }

    [Fact]
    public async Task Version_whose_files_are_on_another_server_is_deployed_where_the_application_permits_that()
    {
        FakeMlflow elsewhere = WithFiles();
        await using ReplayServer other = await ReplayServer.StartAsync(elsewhere.AnswerAsync);
        FakeMlflow fake = new();
        fake.Versions.Add(new FakeVersion("m", "1", $"mlflow-artifacts://{Authority(other)}/model"));
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        await using DeploymentHost host = await StartAsync(static options => options.AllowOtherServers = true, client => client.TrackingUri = server.Address);

        using HttpResponseMessage created = await host.SendJsonAsync(HttpMethod.Post, "/deployments", """{"name":"m","model_uri":"models:/m/1"}""");

        Assert.Equal("1", (await JsonOfAsync(created)).GetProperty("model_version").GetString());
        Assert.NotEmpty(other.Seen);
        Assert.Equal(Answer, await host.PredictAsync("m"));
    }

    [Fact]
    public async Task Logged_model_that_is_said_to_be_on_another_server_comes_through_the_applications_own()
    {
        FakeMlflow fake = new();
        await using ReplayServer other = await ReplayServer.StartAsync(new FakeMlflow().AnswerAsync);
        fake.Root = $"mlflow-artifacts://{Authority(other)}/";
        fake.Register("m", "1", "m-1", FilesOfAdd());
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        await using DeploymentHost host = await StartAsync(client: client => client.TrackingUri = server.Address);

        using HttpResponseMessage created = await host.SendJsonAsync(HttpMethod.Post, "/deployments", """{"name":"m","model_uri":"models:/m/1"}""");

        Assert.Equal("m-1", (await JsonOfAsync(created)).GetProperty("model_id").GetString());
        Assert.Empty(other.Seen);
        Assert.Equal(Answer, await host.PredictAsync("m"));
    }

    [Fact]
    public async Task Version_whose_files_are_a_folder_of_this_machine_needs_the_permission_of_client_and_endpoint()
    {
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        FakeMlflow fake = new();
        fake.Versions.Add(new FakeVersion("m", "1", folder.Path));
        fake.Versions.Add(new FakeVersion("m", "2", $"file://{folder.Path}"));
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);

        foreach (string uri in (string[])["models:/m/1", "models:/m/2"])
        {
            string body = $$"""{"name":"m","model_uri":"{{uri}}"}""";
            Assert.StartsWith(
                $"PERMISSION_DENIED '{uri}' leads to '", await DeployAsync(body, static _ => { }, client => (client.TrackingUri, client.AllowLocalFiles) = (server.Address, true)), StringComparison.Ordinal);
            Assert.StartsWith(
                $"PERMISSION_DENIED The server at {server.Address} names '",
                await DeployAsync(body, options => options.LocalFolders.Add(folder.Path), client => client.TrackingUri = server.Address),
                StringComparison.Ordinal);
            Assert.Null(await DeployAsync(body, options => options.LocalFolders.Add(folder.Path), client => (client.TrackingUri, client.AllowLocalFiles) = (server.Address, true)));
        }
    }

    [Fact]
    public async Task Settings_alone_of_what_the_application_has_deployed_itself_may_change()
    {
        FakeMlflow elsewhere = WithFiles();
        await using ReplayServer other = await ReplayServer.StartAsync(elsewhere.AnswerAsync);
        await using ReplayServer server = await ReplayServer.StartAsync(new FakeMlflow().AnswerAsync);
        await using DeploymentHost host = await StartAsync(client: client => client.TrackingUri = server.Address);
        await host.Deployments.CreateAsync("m", $"mlflow-artifacts://{Authority(other)}/model", cancellationToken: TestContext.Current.CancellationToken);

        using HttpResponseMessage updated = await host.SendJsonAsync(HttpMethod.Put, "/deployments/m", """{"config":{"tag":"v2"}}""");

        Assert.Equal(2, (await JsonOfAsync(updated)).GetProperty("revision").GetInt32());
    }

    /// <summary>Deploys a model in an application of its own, and returns what is said against that; null for nothing.</summary>
    private static async Task<string?> DeployAsync(string body, Action<MlflowDeploymentsOptions> options, Action<MlflowClientOptions> client)
    {
        await using DeploymentHost host = await StartAsync(options, client);
        using HttpResponseMessage created = await host.SendJsonAsync(HttpMethod.Post, "/deployments", body);
        return created.IsSuccessStatusCode ? null : await ScoringHost.ErrorOfAsync(created, HttpStatusCode.Forbidden);
    }

    /// <summary>A server that hands a model through as <c>model</c>.</summary>
    private static FakeMlflow WithFiles()
    {
        FakeMlflow fake = new();
        foreach ((string path, byte[] bytes) in FilesOfAdd())
        {
            fake.Files[$"model/{path}"] = bytes;
        }

        return fake;
    }

    private static (string Path, byte[] Bytes)[] FilesOfAdd()
    {
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        return [("MLmodel", File.ReadAllBytes(folder["MLmodel"])), ("model.onnx", File.ReadAllBytes(folder["model.onnx"]))];
    }

    private static string Authority(ReplayServer server) => new Uri(server.Address).Authority;
}
