using System.Text;
using RedisAi.Backends.Onnx;
using RedisAi.MLflow.Tests.Flavours;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.MLflow.Tests.Replay;
using static RedisAi.MLflow.Tests.Deployments.DeploymentsUnderTest;

namespace RedisAi.MLflow.Tests.Deployments;

/// <summary>Deployments of models that importers of the engine read.</summary>
public sealed class ImportedDeploymentTests
{
    private const string First = """{"predictions":[[4.0,6.0]]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Imported_model_is_deployed_and_told_of_with_the_backend_that_runs_it()
    {
        FakeImporter importer = new();
        await using RedisAiEngine ai = new(new RedisAiOptions { Importers = { importer } }, [new OnnxBackend()]);
        using ClientUnderTest client = new(address: null);
        MlflowDeployments deployments = new(ai, client.Client);
        using ModelFolder folder = Folder("add_dynamic", "model_class: xgboost.sklearn.XGBRegressor");

        MlflowDeployment created = await deployments.CreateAsync("add", folder.Path, cancellationToken: Token);

        Assert.Equal(("xgboost", "ONNX"), (created.Flavor, created.Backend));
        Assert.Equal("xgboost.sklearn.XGBRegressor", Assert.Single(importer.Seen).ModelClass);
        Assert.Equal(First, Encoding.UTF8.GetString((await deployments.PredictAsync("add", Request, Token)).Span));
    }

    [Fact]
    public async Task What_a_folder_says_of_the_import_is_gone_with_the_next_one()
    {
        FakeImporter importer = new();
        await using RedisAiEngine ai = new(new RedisAiOptions { Importers = { importer } }, [new OnnxBackend()]);
        using ClientUnderTest client = new(address: null);
        MlflowDeployments deployments = new(ai, client.Client);
        using ModelFolder first = Folder("add_dynamic", "model_class: xgboost.sklearn.XGBRegressor");
        using ModelFolder second = Folder("add_dynamic");
        using ModelFolder onnx = ModelFolder.WithOnnx("add_dynamic");

        await deployments.CreateAsync("m", first.Path, cancellationToken: Token);
        await deployments.UpdateAsync("m", second.Path, cancellationToken: Token);
        MlflowDeployment last = await deployments.UpdateAsync("m", onnx.Path, cancellationToken: Token);
        MlflowDeployment back = await deployments.UpdateAsync("m", first.Path, cancellationToken: Token);

        Assert.Equal(["xgboost.sklearn.XGBRegressor", null, "xgboost.sklearn.XGBRegressor"], importer.Seen.Select(static seen => seen.ModelClass));
        Assert.Equal(("onnx", "xgboost", 4), (last.Flavor, back.Flavor, back.Revision));
    }

    [Fact]
    public async Task Engine_without_importers_refuses_it_with_what_is_missing()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder folder = Folder("add_dynamic");

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token));

        Assert.Contains("is one of xgboost, which no backend runs as it is, and the engine has no importers: add those of the package RedisAi.Importers, in a host by AddImporters()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_that_cannot_be_imported_does_not_take_the_place_of_one_that_serves()
    {
        await using RedisAiEngine ai = new(new RedisAiOptions { Importers = { new FakeImporter() } }, [new OnnxBackend()]);
        using ClientUnderTest client = new(address: null);
        MlflowDeployments deployments = new(ai, client.Client);
        using ModelFolder good = Folder("add_dynamic");
        using ModelFolder bad = Folder("");
        await deployments.CreateAsync("m", good.Path, cancellationToken: Token);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => deployments.UpdateAsync("m", bad.Path, cancellationToken: Token));

        Assert.Contains("could not be imported from Fake. It has no name.", error.Message, StringComparison.Ordinal);
        Assert.Equal(First, Encoding.UTF8.GetString((await deployments.PredictAsync("m", Request, Token)).Span));
    }

    [Fact]
    public async Task Model_is_tried_in_an_engine_of_its_own()
    {
        using ClientUnderTest client = new(address: null);
        using ModelFolder folder = Folder("add_dynamic");

        await using LocalDeployment local = await MlflowDeployments.RunLocalAsync(
            "add", folder.Path, client.Client, [new OnnxBackend()], importers: [new FakeImporter()], cancellationToken: Token);

        Assert.Equal(("xgboost", "ONNX"), (local.Deployment.Flavor, local.Deployment.Backend));
        Assert.Equal(First, Encoding.UTF8.GetString((await local.PredictAsync(Request, Token)).Span));
    }

    /// <summary>A folder of XGBoost's that stands for an ONNX model of tests/data.</summary>
    internal static ModelFolder Folder(string model, string more = "model_format: json")
    {
        ModelFolder folder = new($"flavors:\n  python_function: {{loader_module: mlflow.xgboost}}\n  xgboost: {{data: model.json, {more}}}\n");
        folder.Write("model.json", FakeImporter.FileOf(model));
        return folder;
    }
}
