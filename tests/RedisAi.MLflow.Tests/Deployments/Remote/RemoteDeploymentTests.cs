using Microsoft.Extensions.DependencyInjection;
using RedisAi.MLflow.Tests.Folders;
using RedisAi.Testing;
using static RedisAi.MLflow.Tests.Deployments.DeploymentsUnderTest;

namespace RedisAi.MLflow.Tests.Deployments.Remote;

/// <summary>Deployments to a server that speaks RedisAI's commands.</summary>
public sealed class RemoteDeploymentTests
{
    private const string Add = """{"inputs":{"a":[[1,2]],"b":[[3,4]]}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Created_deployment_answers_and_is_told_of_by_any_process()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");

        MlflowDeployment created = await test.Deployments.CreateAsync(
            "add", folder.Path, config: Config(("device", "CPU"), ("batchsize", "8"), ("minbatchsize", "2"), ("minbatchtimeout", "1"), ("tag", "v1")), cancellationToken: Token);
        MlflowDeployment told = await (await test.ConnectDeploymentsAsync()).GetAsync("add", Token);

        Assert.Equal(("add", "onnx", "ONNX", "v1", 8, 2, 1.0), (told.Name, told.Flavor, told.Backend, told.Tag, told.BatchSize, told.MinBatchSize, told.MinBatchTimeout.TotalMilliseconds));
        Assert.Equal((Device.Cpu, 64, null), (told.Device, told.Digest?.Length, told.Revision));
        Assert.Contains(folder.Path, told.ModelUri, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], told.Inputs);
        Assert.Equal(["c"], told.Outputs);
        Assert.Equal((created.ModelUri, created.Digest, created.Tag), (told.ModelUri, told.Digest, told.Tag));
        Assert.Equal(Answer, await test.PredictAsync("add", Add));
        Assert.Equal(["add", "{add}:mlflow"], await test.KeysAsync());
    }

    [Fact]
    public async Task Facts_of_a_deployment_are_a_tensor_of_bytes_with_JSON()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        MlflowDeployment created = await test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token);

        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse((await test.AskAsync("AI.TENSORGET", "{add}:mlflow", "BLOB")).Bytes);

        Assert.Equal(created.Digest, json.RootElement.GetProperty("facts").GetProperty("mlflow.digest").GetString());
        Assert.Equal($"sha256:{created.Digest![..12]}", json.RootElement.GetProperty("tag").GetString());
        Assert.Equal($"sha256:{created.Digest![..12]}", (await test.Raw.Models.GetAsync("add", Token))!.Tag);
        Assert.Equal("", created.Tag);
    }

    [Fact]
    public async Task Facts_of_a_deployment_outlive_a_server_with_a_storage()
    {
        using TemporaryFolder data = new();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        MlflowDeployment created;
        await using (RemoteUnderTest test = await RemoteUnderTest.StartAsync(more: ai => ai.AddSqliteStorage(data["state.db"])))
        {
            created = await test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token);
        }

        await using RemoteUnderTest again = await RemoteUnderTest.StartAsync(more: ai => ai.AddSqliteStorage(data["state.db"]));
        MlflowDeployment told = await again.Deployments.GetAsync("add", Token);

        Assert.Equal((created.ModelUri, created.Digest, created.Flavor), (told.ModelUri, told.Digest, told.Flavor));
        Assert.Equal(Answer, await again.PredictAsync("add", Add));
    }

    [Fact]
    public async Task Weights_of_other_files_travel_within_the_model()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("external_data");
        folder.Copy("onnx/external_data.bin", "external_data.bin");

        await test.Deployments.CreateAsync("m", folder.Path, cancellationToken: Token);

        using AiTensor x = NpyFile.Load(TestData.Path("onnx", "external_data.in.x.npy"));
        using AiTensor y = NpyFile.Load(TestData.Path("onnx", "external_data.out.y.npy"));
        IReadOnlyList<AiTensor> outputs = await test.Raw.Models.RunAsync("m", [x], outputs: 1, cancellationToken: Token);
        using AiTensor output = Assert.Single(outputs);
        Assert.Equal(y.ToArray<float>(), output.ToArray<float>());
    }

    [Fact]
    public async Task Name_that_is_taken_is_refused_before_anything_is_fetched()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        await test.StoreAsync("add", "add_dynamic");

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.CreateAsync("add", "/absent", cancellationToken: Token));

        Assert.Equal(MlflowErrorCodes.ResourceAlreadyExists, error.ErrorCode);
    }

    [Fact]
    public async Task Update_swaps_the_model_and_keeps_settings_that_are_not_given()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder first = ModelFolder.WithOnnx("add_dynamic");
        using ModelFolder second = ModelFolder.WithOnnx("mlp");
        await test.Deployments.CreateAsync("m", first.Path, config: Config(("batchsize", "8"), ("tag", "v1")), cancellationToken: Token);
        await test.Deployments.CreateAsync("n", first.Path, cancellationToken: Token);

        MlflowDeployment updated = await test.Deployments.UpdateAsync("m", second.Path, cancellationToken: Token);
        MlflowDeployment changed = await test.Deployments.UpdateAsync("m", config: Config(("batchsize", "0"), ("tag", "v2")), cancellationToken: Token);
        MlflowDeployment untagged = await test.Deployments.UpdateAsync("n", second.Path, cancellationToken: Token);

        Assert.Equal(("v1", 8), (updated.Tag, updated.BatchSize));
        Assert.Equal(("v2", null, updated.ModelUri), (changed.Tag, changed.BatchSize, changed.ModelUri));
        Assert.Equal(("", updated.Digest), (untagged.Tag, untagged.Digest));
        Assert.Equal(["logits"], untagged.Outputs);
    }

    [Fact]
    public async Task Update_of_one_setting_of_how_calls_share_runs_keeps_the_others()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("m", folder.Path, config: Config(("batchsize", "8"), ("minbatchsize", "4"), ("minbatchtimeout", "5")), cancellationToken: Token);

        MlflowDeployment larger = await test.Deployments.UpdateAsync("m", config: Config(("batchsize", "16")), cancellationToken: Token);
        MlflowDeployment fewer = await test.Deployments.UpdateAsync("m", config: Config(("minbatchsize", "2")), cancellationToken: Token);

        Assert.Equal((16, 4, TimeSpan.FromMilliseconds(5)), (larger.BatchSize, larger.MinBatchSize, larger.MinBatchTimeout));
        Assert.Equal((16, 2, TimeSpan.FromMilliseconds(5)), (fewer.BatchSize, fewer.MinBatchSize, fewer.MinBatchTimeout));
    }

    [Fact]
    public async Task Deletion_takes_the_facts_along_and_is_no_error_where_nothing_is()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token);

        await test.Deployments.DeleteAsync("add", Token);
        await test.Deployments.DeleteAsync("add", Token);

        Assert.Empty(await test.Deployments.ListAsync(Token));
        Assert.Empty(await test.KeysAsync());
    }

    [Fact]
    public async Task Models_that_were_not_deployed_from_MLflow_are_listed_and_answer_too()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        await test.StoreAsync("add", "add_dynamic");
        await test.Raw.Models.StoreAsync("script", "TORCH", await File.ReadAllBytesAsync(TestData.Path("torch", "identity.pt"), Token), cancellationToken: Token);

        IReadOnlyList<MlflowDeployment> listed = await test.Deployments.ListAsync(Token);

        Assert.Equal([("add", "onnx", null), ("script", "pytorch", null)], listed.Select(static one => (one.Name, one.Flavor, one.ModelUri)));
        Assert.Equal(Answer, await test.PredictAsync("add", Add));
        Assert.Equal("""{"predictions":[[1.5,2.0]]}""", await test.PredictAsync("script", """{"inputs":[[1.5,2]]}"""));
    }

    [Fact]
    public async Task Nothing_is_said_of_a_model_that_others_have_put_in_the_place_of_one()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("mlp");
        await test.Deployments.CreateAsync("m", folder.Path, cancellationToken: Token);

        await test.StoreAsync("m", "add_dynamic");

        MlflowDeployment told = await test.Deployments.GetAsync("m", Token);
        Assert.Equal((null, null), (told.ModelUri, told.Digest));
        Assert.Equal(["a", "b"], told.Inputs);
        Assert.Equal(Answer, await test.PredictAsync("m", Add));
        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.UpdateAsync("m", config: Config(("batchsize", "4")), cancellationToken: Token));
        Assert.Contains("It is not known from where 'm' was deployed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"format":1,"facts":{"mlflow.model_uri":7}}""")]
    [InlineData("""{"format":2,"facts":{}}""")]
    public async Task What_others_write_where_facts_are_is_passed_over(string text)
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token);

        await test.AskAsync("AI.TENSORSET", "{add}:mlflow", "UINT8", $"{text.Length}", "BLOB", text);

        Assert.Null((await test.Deployments.GetAsync("add", Token)).ModelUri);
        Assert.Equal(Answer, await test.PredictAsync("add", Add));
    }

    [Fact]
    public async Task Explanations_come_from_the_model_that_is_deployed_for_them()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        await test.StoreAsync("add", "add_dynamic");

        MlflowException none = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.ExplainAsync("add", Request, Token));
        await test.StoreAsync("add/explain", "add_dynamic");

        Assert.Equal(MlflowErrorCodes.NotImplemented, none.ErrorCode);
        Assert.Equal(Answer, System.Text.Encoding.UTF8.GetString((await test.Deployments.ExplainAsync("add", Request, Token)).Span));
    }

    [Fact]
    public async Task Folder_of_TorchScript_is_scored_as_MLflow_does()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = new("flavors:\n  pytorch:\n    model_data: data\nsignature:\n  inputs: '[{\"type\":\"tensor\",\"tensor-spec\":{\"dtype\":\"float32\",\"shape\":[-1,2]}}]'\n");
        folder.Copy("torch/identity.pt", "data/model.pth");

        MlflowDeployment created = await test.Deployments.CreateAsync("t", folder.Path, cancellationToken: Token);

        Assert.Equal(("pytorch", "TORCH"), (created.Flavor, created.Backend));
        Assert.Equal("""{"predictions":[[1.0,2.0]]}""", await test.PredictAsync("t", """{"inputs":[[1,2]]}"""));
    }
}
