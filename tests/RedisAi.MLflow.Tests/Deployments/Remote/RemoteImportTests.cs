using Microsoft.Extensions.DependencyInjection;
using RedisAi.Importers;
using RedisAi.MLflow.Tests.Flavours;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.MLflow.Tests.Replay;
using RedisAi.MLflow.Tests.Scoring;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Deployments.Remote;

/// <summary>Models that no backend runs, deployed to a server: they are imported before they are sent.</summary>
public sealed class RemoteImportTests
{
    private const string Add = """{"inputs":{"a":[[1,2]],"b":[[3,4]]}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_is_imported_here_with_what_its_folder_says_and_runs_on_a_server_that_cannot_import()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ClientUnderTest mlflow = new(address: null);
        FakeImporter importer = new();
        MlflowDeployments deployments = new(test.Raw, mlflow.Client, mlflow.Log, [importer]);
        using ModelFolder folder = ImportedDeploymentTests.Folder("add_dynamic", "model_class: xgboost.sklearn.XGBRegressor");

        MlflowDeployment created = await deployments.CreateAsync("add", folder.Path, cancellationToken: Token);
        MlflowDeployment told = await test.Deployments.GetAsync("add", Token);

        Assert.Equal("xgboost.sklearn.XGBRegressor", Assert.Single(importer.Seen).ModelClass);
        Assert.Equal(("xgboost", "ONNX"), (created.Flavor, created.Backend));
        Assert.Equal(("xgboost", "ONNX"), (told.Flavor, told.Backend));
        Assert.Equal(["a", "b"], told.Inputs);
        Assert.Equal("""{"predictions":[[4.0,6.0]]}""", await test.PredictAsync("add", Add));
        Assert.DoesNotContain(mlflow.Log.Entries, static entry => entry.Message.Contains("how its session is to be set up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_with_importers_takes_the_file_itself_for_the_backend_that_runs_it()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync(more: static ai => ai.AddImporters());
        byte[] file = await File.ReadAllBytesAsync(TestData.Path("xgboost", "classifier-two", "model.ubj"), Token);

        await test.Raw.Models.StoreAsync("m", "ONNX", file, cancellationToken: Token);
        RemoteModelInfo info = (await test.Raw.Models.GetAsync("m", Token))!;
        RedisAiServerException refused = await Assert.ThrowsAsync<RedisAiServerException>(() => test.Raw.Models.StoreAsync("n", "TORCH", file, cancellationToken: Token));

        Assert.Equal(("ONNX", "X"), (info.Backend, Assert.Single(info.Inputs)));
        Assert.Equal(["label", "probabilities"], info.Outputs);
        Assert.Contains("It is a model of XGBoost, which the backend ONNX runs; TORCH was asked for.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Imported_model_is_given_as_what_runs_before_a_restart_and_after_it()
    {
        using TemporaryFolder data = new();
        byte[] file = await File.ReadAllBytesAsync(TestData.Path("xgboost", "classifier-two", "model.ubj"), Token);
        byte[] before;
        byte[] again;
        await using (RemoteUnderTest test = await RemoteUnderTest.StartAsync(more: ai => ai.AddImporters().AddSqliteStorage(data["state.db"])))
        {
            await test.Raw.Models.StoreAsync("m", "ONNX", file, cancellationToken: Token);
            before = await BlobAsync(test, "m");
            await test.Raw.Models.StoreAsync("n", "ONNX", before, cancellationToken: Token);
            again = await BlobAsync(test, "n");
        }

        await using RemoteUnderTest restarted = await RemoteUnderTest.StartAsync(more: ai => ai.AddImporters().AddSqliteStorage(data["state.db"]));
        byte[] after = await BlobAsync(restarted, "m");
        await using RemoteUnderTest plain = await RemoteUnderTest.StartAsync();
        await plain.Raw.Models.StoreAsync("m", "ONNX", before, cancellationToken: Token);

        Assert.Equal(before, again);
        Assert.Equal(before, after);
        Assert.Equal(["label", "probabilities"], (await plain.Raw.Models.GetAsync("m", Token))!.Outputs);
    }

    [Theory]
    [InlineData("xgboost")]
    [InlineData("sklearn")]
    public async Task Regressor_is_on_a_server_as_a_graph_that_gives_a_list_in_any_runtime(string library)
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync(more: static ai => ai.AddImporters());
        using ClientUnderTest mlflow = new(address: null);
        MlflowDeployments deployments = new(test.Raw, mlflow.Client, mlflow.Log, ModelImporters.All);
        using ModelFolder folder = NamedModel.Of(library).Folder();
        string file = Directory.GetFiles(folder.Path, "model.*").Single();

        await deployments.CreateAsync("deployed", folder.Path, cancellationToken: Token);
        await test.Raw.Models.StoreAsync("stored", "ONNX", await File.ReadAllBytesAsync(file, Token), cancellationToken: Token);

        foreach (byte[] graph in (byte[][])[await BlobAsync(test, "deployed"), await BlobAsync(test, "stored")])
        {
            Assert.True(graph.AsSpan().IndexOf("Squeeze"u8) > 0);
            Assert.True(graph.AsSpan().IndexOf("redisai.flat_outputs"u8) < 0);
        }
    }

    [Theory]
    [InlineData("xgboost")]
    [InlineData("sklearn")]
    public async Task Columns_go_in_by_the_names_of_the_file_for_who_has_deployed_it_and_for_others(string library)
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ClientUnderTest mlflow = new(address: null);
        MlflowDeployments deployments = new(test.Raw, mlflow.Client, mlflow.Log, ModelImporters.All);
        NamedModel model = NamedModel.Of(library);
        using ModelFolder folder = model.Folder();
        string[] reversed = [.. model.Names.Reverse(), "more"];

        await deployments.CreateAsync("m", folder.Path, cancellationToken: Token);
        string own = await RemoteUnderTest.PredictAsync(deployments, "m", model.Split(reversed));
        string other = await RemoteUnderTest.PredictAsync(await test.ConnectDeploymentsAsync(), "m", model.Records(reversed));
        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.PredictAsync("m", model.Split(model.Names[1..])));

        FeatureNameTests.AssertAnswer(model, own);
        FeatureNameTests.AssertAnswer(model, other);
        Assert.StartsWith($"The model is missing inputs: '{model.Names[0]}'.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_importers_it_is_refused_with_what_is_missing_and_nothing_is_sent()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ImportedDeploymentTests.Folder("add_dynamic");

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token));

        Assert.Contains("there are no importers that convert it here: give those of the package RedisAi.Importers", error.Message, StringComparison.Ordinal);
        Assert.Empty(await test.KeysAsync());
    }

    [Fact]
    public async Task File_that_no_importer_knows_and_one_that_is_damaged_are_told_apart()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ClientUnderTest mlflow = new(address: null);
        MlflowDeployments deployments = new(test.Raw, mlflow.Client, mlflow.Log, [new FakeImporter()]);
        using ModelFolder unknown = new("flavors: {lightgbm: {data: model.txt}}");
        unknown.Write("model.txt", "tree\n");
        using ModelFolder damaged = ImportedDeploymentTests.Folder("");

        MlflowException notKnown = await Assert.ThrowsAsync<MlflowException>(() => deployments.CreateAsync("m", unknown.Path, cancellationToken: Token));
        MlflowException notSound = await Assert.ThrowsAsync<MlflowException>(() => deployments.CreateAsync("m", damaged.Path, cancellationToken: Token));

        Assert.Contains("none of the importers (Fake) knows its file", notKnown.Message, StringComparison.Ordinal);
        Assert.Contains("could not be imported from Fake. It has no name.", notSound.Message, StringComparison.Ordinal);
        Assert.Empty(await test.KeysAsync());
    }

    private static async Task<byte[]> BlobAsync(RemoteUnderTest test, string key) => (await test.AskAsync("AI.MODELGET", key, "BLOB")).Bytes.ToArray();
}
