using RedisAi.MLflow.Tests.Replay;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Resolution;

/// <summary>What addresses lead to, on servers that say one thing or another.</summary>
public sealed class ResolverTests
{
    private static readonly byte[] s_model = [1, 2, 3];

    [Fact]
    public async Task The_latest_version_is_the_one_with_the_highest_number_of_all_stages()
    {
        FakeMlflow fake = new();
        foreach ((string number, string stage) in (ReadOnlySpan<(string, string)>)[("9", "Production"), ("10", "None"), ("2", "Staging")])
        {
            fake.Register("iris", number, $"m-{number}", ("MLmodel", s_model));
            fake.Versions[^1] = fake.Versions[^1] with { Stage = stage };
        }

        (ResolvedModel latest, ResolvedModel staging) = await ResolveAsync(fake, "models:/iris/latest", "models:/iris/staging");

        Assert.Equal(("10", "2"), (latest.Version, staging.Version));
    }

    [Fact]
    public async Task A_server_without_the_route_for_the_latest_is_searched_page_by_page()
    {
        FakeMlflow fake = new() { PageSize = 2 };
        foreach (string number in (string[])["1", "2", "12", "3", "4"])
        {
            fake.Register("it's", number, $"m-{number}", ("MLmodel", s_model));
        }

        fake.Intercept = static async context =>
        {
            bool isOurs = context.Request.Path.Value!.EndsWith("get-latest-versions", StringComparison.Ordinal);
            await (isOurs ? Answers.UnknownRouteAsync(context) : Task.CompletedTask);
            return isOurs;
        };

        ResolvedModel model = await ResolveAsync(fake, "models:/it's/latest");

        Assert.Equal("12", model.Version);
    }

    [Fact]
    public async Task A_stage_without_a_version_is_an_error_that_names_it()
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", s_model));

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => ResolveAsync(fake, "models:/iris/Archived"));

        Assert.Equal(("RESOURCE_DOES_NOT_EXIST", "The registered model 'iris' has no version in the stage Archived."), (error.ErrorCode, error.Message));
    }

    [Theory]
    [InlineData("PENDING_REGISTRATION")]
    [InlineData("FAILED_REGISTRATION")]
    public async Task A_version_that_is_not_ready_is_refused_with_its_status(string status)
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", s_model));
        fake.Versions[0] = fake.Versions[0] with { Status = status };

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => ResolveAsync(fake, "models:/iris/1"));

        Assert.Equal(("INVALID_STATE", $"Version 1 of 'iris' is not ready: its status is {status}."), (error.ErrorCode, error.Message));
    }

    [Theory]
    [InlineData("runs:/r1/model")]
    [InlineData("mlflow-artifacts:/1/r1/artifacts/model")]
    [InlineData("models:/other/7")]
    public async Task A_version_may_be_registered_from_any_address(string source)
    {
        FakeMlflow fake = new() { IsOld = true };
        fake.Runs["r1"] = new FakeRun("r1", "mlflow-artifacts:/1/r1/artifacts");
        fake.Files["1/r1/artifacts/model/MLmodel"] = s_model;
        fake.Versions.Add(new FakeVersion("iris", "1", source, "r1", Created: 1_700_000_000_000));
        fake.Versions.Add(new FakeVersion("other", "7", "runs:/r1/model", "r2"));
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.Equal(s_model, await File.ReadAllBytesAsync(Path.Combine(model.LocalPath, "MLmodel")));
        Assert.Equal(("iris", "1", "r1", source), (model.Model.Name, model.Model.Version, model.Model.RunId, model.Model.Source));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), model.Model.CreatedAt);
    }

    [Fact]
    public async Task Versions_that_are_of_each_other_are_a_circle_that_ends()
    {
        FakeMlflow fake = new();
        fake.Versions.Add(new FakeVersion("a", "1", "models:/b/1"));
        fake.Versions.Add(new FakeVersion("b", "1", "models:/a/1"));

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => ResolveAsync(fake, "models:/a/1"));

        Assert.Equal("INVALID_STATE", error.ErrorCode);
        Assert.Contains("'models:/a/1' leads from one address to the next, 8 times", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_models_of_a_run_with_one_name_the_newest_is_meant()
    {
        FakeMlflow fake = new();
        fake.Runs["r1"] = new FakeRun("r1", "mlflow-artifacts:/1/r1/artifacts", "m-old", "m-new", "m-gone", "m-other");
        fake.Models["m-old"] = new FakeModel("m-old", "model", "r1", "mlflow-artifacts:/1/models/m-old/artifacts", Created: 5);
        fake.Models["m-new"] = new FakeModel("m-new", "model", "r1", "mlflow-artifacts:/1/models/m-new/artifacts", Created: 9);
        fake.Models["m-other"] = new FakeModel("m-other", "another", "r1", "mlflow-artifacts:/1/models/m-other/artifacts", Created: 10);

        ResolvedModel model = await ResolveAsync(fake, "runs:/r1/model");

        Assert.Equal(("m-new", "r1"), (model.ModelId, model.RunId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task A_run_that_names_no_models_or_too_many_is_searched_page_by_page(int outputs)
    {
        FakeMlflow fake = new() { PageSize = 2 };
        fake.Runs["r1"] = new FakeRun("r1", "mlflow-artifacts:/1/r1/artifacts", [.. Enumerable.Range(0, outputs).Select(static i => $"m-{i}")]);
        for (int i = 0; i < 5; i++)
        {
            fake.Models[$"m-x{i}"] = new FakeModel($"m-x{i}", $"model{i}", "r1", $"mlflow-artifacts:/1/models/m-x{i}/artifacts", Created: i);
        }

        ResolvedModel model = await ResolveAsync(fake, "runs:/r1/model1");

        Assert.Equal("m-x1", model.ModelId);
    }

    [Fact]
    public async Task The_rest_of_a_runs_path_leads_into_its_logged_model()
    {
        FakeMlflow fake = new();
        fake.Runs["r1"] = new FakeRun("r1", "mlflow-artifacts:/1/r1/artifacts", "m-1");
        fake.Register("iris", "1", "m-1", ("MLmodel", s_model), ("data/model.onnx", [4]));
        fake.Models["m-1"] = fake.Models["m-1"] with { RunId = "r1" };
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        using DownloadedModel model = await test.Client.DownloadAsync("runs:/r1/model/data");

        Assert.Equal(["model.onnx"], Trees.Read(model.LocalPath).Keys);
        Assert.Equal("m-1", model.Model.ModelId);
    }

    [Fact]
    public async Task A_model_among_a_runs_artifacts_goes_before_a_logged_model_of_its_name()
    {
        FakeMlflow fake = new();
        fake.Runs["r1"] = new FakeRun("r1", "mlflow-artifacts:/1/r1/artifacts", "m-1");
        fake.Files["1/r1/artifacts/model/MLmodel"] = s_model;
        fake.Models["m-1"] = new FakeModel("m-1", "model", "r1", "mlflow-artifacts:/1/models/m-1/artifacts");

        ResolvedModel model = await ResolveAsync(fake, "runs:/r1/model");

        Assert.Null(model.ModelId);
    }

    [Theory]
    [InlineData("/srv/store/")]
    [InlineData("file:///srv/store/")]
    [InlineData("s3://bucket/store/")]
    public async Task A_server_that_hands_nothing_through_is_asked_by_run_and_model(string root)
    {
        FakeMlflow fake = new() { HasProxy = false, Root = root };
        fake.Register("iris", "3", "m-1", ("MLmodel", s_model), ("data/model.onnx", [4]));
        fake.Runs["r1"] = new FakeRun("r1", $"{root}1/r1/artifacts");
        fake.Files["1/r1/artifacts/model/MLmodel"] = s_model;
        fake.Versions.Add(new FakeVersion("old", "1", $"{root}1/r1/artifacts/model", "r1"));
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        using DownloadedModel version = await test.Client.DownloadAsync("models:/iris/3");
        using DownloadedModel run = await test.Client.DownloadAsync("runs:/r1/model");
        using DownloadedModel old = await test.Client.DownloadAsync("models:/old/1");

        Assert.Equal(["MLmodel", "data/model.onnx"], Trees.Read(version.LocalPath).Keys);
        Assert.Equal(["MLmodel"], Trees.Read(run.LocalPath).Keys);
        Assert.Equal(["MLmodel"], Trees.Read(old.LocalPath).Keys);
    }

    [Fact]
    public async Task A_proxy_that_is_switched_off_is_gone_round()
    {
        FakeMlflow fake = new() { HasProxy = false };
        fake.Register("iris", "3", "m-1", ("MLmodel", s_model), ("data/model.onnx", [4]));
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/3");

        Assert.Equal(["MLmodel", "data/model.onnx"], Trees.Read(model.LocalPath).Keys);
        Assert.Empty(test.Time.Pauses);
    }

    [Fact]
    public async Task A_folder_of_this_machine_that_a_server_names_is_read_with_permission_only()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["MLmodel"], s_model);
        FakeMlflow fake = new() { HasProxy = false };
        fake.Versions.Add(new FakeVersion("iris", "1", folder.Path));
        fake.Versions.Add(new FakeVersion("iris", "2", new Uri(folder.Path).AbsoluteUri));
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest careful = new(server.Address);
        using ClientUnderTest trusting = new(server.Address, static options => options.AllowLocalFiles = true);

        foreach (string uri in (string[])["models:/iris/1", "models:/iris/2"])
        {
            MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => careful.Client.ResolveAsync(uri));
            using DownloadedModel model = await trusting.Client.DownloadAsync(uri);

            Assert.Equal("PERMISSION_DENIED", error.ErrorCode);
            Assert.Contains("only name folders of this machine with AllowLocalFiles", error.Message, StringComparison.Ordinal);
            Assert.Equal(["MLmodel"], Trees.Read(model.LocalPath).Keys);
            Assert.NotEqual(folder.Path, model.LocalPath);
        }
    }

    [Fact]
    public async Task A_link_out_of_a_folder_that_a_server_names_is_not_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a right there.");
        using TemporaryFolder folder = new();
        using TemporaryFolder secrets = new();
        await File.WriteAllBytesAsync(secrets["key"], s_model);
        File.CreateSymbolicLink(folder["MLmodel"], secrets["key"]);
        FakeMlflow fake = new();
        fake.Versions.Add(new FakeVersion("iris", "1", folder.Path));
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address, static options => options.AllowLocalFiles = true);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.DownloadAsync("models:/iris/1"));

        Assert.Equal("PERMISSION_DENIED", error.ErrorCode);
    }

    [Theory]
    [InlineData("s3://bucket/model", "NOT_IMPLEMENTED", "has the scheme 's3', which is not supported: start the server with --serve-artifacts")]
    [InlineData("https://user:secret@host/model", "NOT_IMPLEMENTED", "'https://host/model' is on a web server")]
    [InlineData("ftp://host/model", "NOT_IMPLEMENTED", "'ftp'")]
    public async Task Stores_that_cannot_be_read_are_refused_with_what_to_do(string place, string code, string reason)
    {
        FakeMlflow fake = new();
        fake.Versions.Add(new FakeVersion("iris", "1", place));

        MlflowException served = await Assert.ThrowsAsync<MlflowException>(() => ResolveAsync(fake, "models:/iris/1"));
        MlflowException given = await Assert.ThrowsAsync<MlflowException>(() => ResolveAsync(fake, place));

        Assert.Equal((code, code), (served.ErrorCode, given.ErrorCode));
        Assert.Contains(reason, served.Message, StringComparison.Ordinal);
        Assert.Contains(reason, given.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Artifacts_of_the_server_itself_may_be_named_as_a_browser_does()
    {
        FakeMlflow fake = new();
        fake.Files["1/r1/artifacts/model/MLmodel"] = s_model;
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        using DownloadedModel model = await test.Client.DownloadAsync($"{server.Address}/api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts/model");

        Assert.Equal(["MLmodel"], Trees.Read(model.LocalPath).Keys);
    }

    [Theory]
    [InlineData("mlflow-artifacts:/1/../../etc")]
    [InlineData("runs:/r1/%2e%2e")]
    [InlineData("m-0123456789abcdef0123456789abcdef")]
    [InlineData("models:/")]
    public async Task A_place_that_a_server_should_not_name_is_refused(string place)
    {
        FakeMlflow fake = new();
        fake.Versions.Add(new FakeVersion("iris", "1", place));

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => ResolveAsync(fake, "models:/iris/1"));

        Assert.Equal("INVALID_PARAMETER_VALUE", error.ErrorCode);
        Assert.Contains("names a place of files that cannot be used", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_before_the_servers_own_is_kept()
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", s_model));
        await using ReplayServer server = await ReplayServer.StartAsync(context =>
        {
            Assert.StartsWith("/team/mlflow/", context.Request.Path.Value!, StringComparison.Ordinal);
            context.Request.Path = context.Request.Path.Value!["/team/mlflow".Length..];
            return fake.AnswerAsync(context);
        });
        using ClientUnderTest test = new($"{server.Address}/team/mlflow/");

        using DownloadedModel model = await test.Client.DownloadAsync("models:/iris/1");

        Assert.Equal("1", model.Model.Version);
    }

    [Fact]
    public async Task Names_are_escaped_in_addresses()
    {
        FakeMlflow fake = new();
        fake.Register("a b&c=d/é".Replace("/", "", StringComparison.Ordinal), "1", "m-1", ("MLmodel", s_model), ("a b+c%20d&e.txt", [7]));
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);

        using DownloadedModel model = await test.Client.DownloadAsync("models:/a b&c=dé/1");

        Assert.Equal(["MLmodel", "a b+c%20d&e.txt"], Trees.Read(model.LocalPath).Keys);
    }

    [Fact]
    public async Task A_folder_of_this_machine_is_used_where_it_is_without_a_server()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["MLmodel"], s_model);
        using ClientUnderTest test = new(address: null);

        using DownloadedModel plain = await test.Client.DownloadAsync(folder.Path);
        using DownloadedModel uri = await test.Client.DownloadAsync(new Uri(folder.Path).AbsoluteUri);

        Assert.Equal((folder.Path, folder.Path), (plain.LocalPath, uri.LocalPath));
        Assert.Equal(plain.Digest, uri.Digest);
        Assert.Equal(3, plain.ByteLength);
        Assert.Empty(Directory.EnumerateFileSystemEntries(test.CacheFolder));
    }

    [Theory]
    [InlineData("m-short", "Did you mean models:/m-short?")]
    [InlineData("nowhere", "A model of a server is named models:/NAME/1")]
    public async Task A_folder_that_is_not_there_is_an_error_with_a_hint(string path, string hint)
    {
        using ClientUnderTest test = new(address: null);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Client.ResolveAsync(path));

        Assert.Equal("RESOURCE_DOES_NOT_EXIST", error.ErrorCode);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_changes_with_what_is_behind_an_address_and_with_nothing_else()
    {
        FakeMlflow fake = new();
        fake.Register("iris", "1", "m-1", ("MLmodel", s_model));
        fake.Register("iris", "2", "m-2", ("MLmodel", s_model));
        fake.Aliases[("iris", "champion")] = "1";
        fake.Versions.Add(new FakeVersion("old", "1", "mlflow-artifacts:/1/x", Created: 1));
        fake.Files["1/x/MLmodel"] = s_model;
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        Task<string> IdentityAsync(string uri) => test.Client.ResolveAsync(uri).ContinueWith(static model => model.Result.Identity, TaskScheduler.Default);

        string first = await IdentityAsync("models:/iris@champion");
        string byNumber = await IdentityAsync("models:/iris/1");
        string byId = await IdentityAsync("models:/m-1");
        string old = await IdentityAsync("models:/old/1");
        string files = await IdentityAsync("mlflow-artifacts:/1/x");
        fake.Aliases[("iris", "champion")] = "2";
        fake.Versions[^1] = fake.Versions[^1] with { Created = 2 };
        fake.Files["1/x/MLmodel"] = [1, 2, 3, 4];

        Assert.Equal((first, first), (byNumber, byId));
        Assert.NotEqual(first, await IdentityAsync("models:/iris@champion"));
        Assert.NotEqual(old, await IdentityAsync("models:/old/1"));
        Assert.NotEqual(files, await IdentityAsync("mlflow-artifacts:/1/x"));
    }

    private static async Task<ResolvedModel> ResolveAsync(FakeMlflow fake, string uri)
    {
        await using ReplayServer server = await ReplayServer.StartAsync(fake.AnswerAsync);
        using ClientUnderTest test = new(server.Address);
        return await test.Client.ResolveAsync(uri);
    }

    private static async Task<(ResolvedModel First, ResolvedModel Second)> ResolveAsync(FakeMlflow fake, string first, string second) =>
        (await ResolveAsync(fake, first), await ResolveAsync(fake, second));
}
