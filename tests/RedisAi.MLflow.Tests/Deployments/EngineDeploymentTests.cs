using System.Text;
using RedisAi.MLflow.Tests.Folders;
using static RedisAi.MLflow.Tests.Deployments.DeploymentsUnderTest;

namespace RedisAi.MLflow.Tests.Deployments;

/// <summary>Deployments to an engine of this process, from folders of this machine.</summary>
public sealed class EngineDeploymentTests
{
    private const string Example = "saved_input_example_info: {artifact_path: input_example.json, type: ndarray, serving_input_path: serving_input_example.json}\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Created_deployment_answers_and_is_told_of()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");

        MlflowDeployment created = await test.Deployments.CreateAsync("add", folder.Path, config: Config(("batchsize", "8"), ("tag", "v1")), cancellationToken: Token);

        Assert.Equal(("add", "onnx", "ONNX", "v1", 8, 1), (created.Name, created.Flavor, created.Backend, created.Tag, created.BatchSize, created.Revision));
        Assert.Equal(["a", "b"], created.Inputs);
        Assert.Equal(["c"], created.Outputs);
        Assert.Equal(64, created.Digest?.Length);
        Assert.Equal(created.Digest, (await test.Deployments.GetAsync("add", Token)).Digest);
        Assert.Equal("add", Assert.Single(await test.Deployments.ListAsync(Token)).Name);
        Assert.Equal(Answer, await test.PredictAsync("add"));
    }

    [Fact]
    public async Task Name_that_is_taken_is_refused_before_anything_is_fetched()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.CreateAsync("add", "/absent", cancellationToken: Token));

        Assert.Equal(MlflowErrorCodes.ResourceAlreadyExists, error.ErrorCode);
        Assert.Equal(1, test.Engine.Models.GetInfo("add").Version);
    }

    [Fact]
    public async Task Update_swaps_the_model_and_keeps_settings_that_are_not_given()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder first = ModelFolder.WithOnnx("add_dynamic");
        using ModelFolder second = ModelFolder.WithOnnx("mlp");
        await test.Deployments.CreateAsync("m", first.Path, config: Config(("batchsize", "8"), ("tag", "v1")), cancellationToken: Token);

        MlflowDeployment updated = await test.Deployments.UpdateAsync("m", second.Path, config: Config(("tag", "v2")), cancellationToken: Token);
        MlflowDeployment changed = await test.Deployments.UpdateAsync("m", config: Config(("batchsize", "0")), cancellationToken: Token);

        Assert.Equal(("v2", 8, 2), (updated.Tag, updated.BatchSize, updated.Revision));
        Assert.Equal(("v2", null, 3, updated.ModelUri), (changed.Tag, changed.BatchSize, changed.Revision, changed.ModelUri));
    }

    [Fact]
    public async Task Model_that_fails_on_its_example_does_not_take_the_place_of_one_that_serves()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder good = ModelFolder.WithOnnx("add_dynamic");
        using ModelFolder bad = ModelFolder.WithOnnx("add_dynamic", signature: Example);
        bad.Write("serving_input_example.json", """{"inputs":{"a":[[1,2]]}}""");
        await test.Deployments.CreateAsync("add", good.Path, cancellationToken: Token);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.UpdateAsync("add", bad.Path, cancellationToken: Token));

        Assert.Equal(MlflowErrorCodes.InvalidParameterValue, error.ErrorCode);
        Assert.Contains("fails on the example that it was logged with", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await test.Deployments.GetAsync("add", Token)).Revision);
        Assert.Equal(Answer, await test.PredictAsync("add"));
    }

    [Fact]
    public async Task Deletion_of_what_is_not_there_is_no_error()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token);

        await test.Deployments.DeleteAsync("add", Token);
        await test.Deployments.DeleteAsync("add", Token);

        Assert.Empty(await test.Deployments.ListAsync(Token));
    }

    [Fact]
    public async Task What_is_not_deployed_is_an_error_with_its_name()
    {
        await using DeploymentsUnderTest test = new();

        MlflowException[] errors =
        [
            await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.GetAsync("absent", Token)),
            await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.UpdateAsync("absent", "/absent", cancellationToken: Token)),
            await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.PredictAsync("absent", "{}"u8.ToArray(), Token)),
            await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.ExplainAsync("absent", "{}"u8.ToArray(), Token)),
        ];

        Assert.All(errors, static error => Assert.Equal(("There is no deployment 'absent'.", MlflowErrorCodes.ResourceDoesNotExist), (error.Message, error.ErrorCode)));
    }

    [Fact]
    public async Task Explanations_come_from_the_model_that_is_deployed_for_them()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token);

        MlflowException none = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.ExplainAsync("add", Request, Token));
        await test.Deployments.CreateAsync("add/explain", folder.Path, cancellationToken: Token);
        string explained = Encoding.UTF8.GetString((await test.Deployments.ExplainAsync("add", Request, Token)).Span);

        Assert.Equal(MlflowErrorCodes.NotImplemented, none.ErrorCode);
        Assert.Equal(Answer, explained);
    }

    [Theory]
    [InlineData("batchsize", "many", "batchsize=many is no whole number from 0 to 65536.")]
    [InlineData("device", "TPU", "device=TPU is no device; use CPU, GPU or GPU:0.")]
    [InlineData("minbatchsize", "4", "minbatchsize=4 needs a batchsize: only that says that calls may share runs.")]
    [InlineData("minbatchtimeout", "5", "minbatchtimeout needs a minbatchsize: without it no run waits.")]
    [InlineData("replicas", "2", "There is no setting 'replicas'; there are device, batchsize, minbatchsize, minbatchtimeout and tag.")]
    public async Task Wrong_setting_is_refused_with_what_it_may_be(string key, string value, string sentence)
    {
        await using DeploymentsUnderTest test = new();

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.CreateAsync("m", "/absent", config: Config((key, value)), cancellationToken: Token));

        Assert.Equal((sentence, MlflowErrorCodes.InvalidParameterValue), (error.Message, error.ErrorCode));
    }

    [Fact]
    public async Task Update_of_one_setting_of_how_calls_share_runs_keeps_the_others()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("m", folder.Path, config: Config(("batchsize", "8"), ("minbatchsize", "4"), ("minbatchtimeout", "5")), cancellationToken: Token);

        MlflowDeployment larger = await test.Deployments.UpdateAsync("m", config: Config(("batchsize", "16")), cancellationToken: Token);
        MlflowDeployment fewer = await test.Deployments.UpdateAsync("m", config: Config(("minbatchsize", "2")), cancellationToken: Token);
        MlflowDeployment longer = await test.Deployments.UpdateAsync("m", config: Config(("minbatchtimeout", "7")), cancellationToken: Token);
        MlflowDeployment none = await test.Deployments.UpdateAsync("m", config: Config(("batchsize", "0")), cancellationToken: Token);

        Assert.Equal((16, 4, 5), SharingOf(larger));
        Assert.Equal((16, 2, 5), SharingOf(fewer));
        Assert.Equal((16, 2, 7), SharingOf(longer));
        Assert.Equal((null, 0, 0), SharingOf(none));
    }

    [Fact]
    public async Task Update_that_only_says_that_no_run_waits_leaves_alone_what_code_has_chosen()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.Engine.Models.StoreAsync("m", ModelSource.FromFile(Path.Combine(folder.Path, "model.onnx")), new ModelOptions { Batching = { Mode = BatchingMode.Off } }, Token);

        await test.Deployments.UpdateAsync("m", folder.Path, config: Config(("minbatchsize", "0")), cancellationToken: Token);

        Assert.Equal(BatchingMode.Off, test.Engine.Models.GetOptions("m").Batching.Mode);
    }

    [Fact]
    public async Task Update_to_fewer_rows_than_a_run_waits_for_is_refused()
    {
        await using DeploymentsUnderTest test = new();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.Deployments.CreateAsync("m", folder.Path, config: Config(("batchsize", "8"), ("minbatchsize", "4"), ("minbatchtimeout", "5")), cancellationToken: Token);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.UpdateAsync("m", config: Config(("batchsize", "2")), cancellationToken: Token));

        Assert.Equal("No run of batchsize=2 rows could have minbatchsize=4: give other numbers of both.", error.Message);
        Assert.Equal((8, 4, 5), SharingOf(await test.Deployments.GetAsync("m", Token)));
    }

    [Fact]
    public async Task Update_that_changes_nothing_is_refused()
    {
        await using DeploymentsUnderTest test = new();

        MlflowException nothing = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.UpdateAsync("m", cancellationToken: Token));
        MlflowException flavor = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.UpdateAsync("m", flavor: "onnx", cancellationToken: Token));

        Assert.Equal("The update of 'm' changes nothing: give a model, or settings.", nothing.Message);
        Assert.Equal("The update of 'm' gives the flavour 'onnx' of no model: give the model's address, too.", flavor.Message);
    }

    private static (int? Size, int Minimum, double Milliseconds) SharingOf(MlflowDeployment deployed) =>
        (deployed.BatchSize, deployed.MinBatchSize, deployed.MinBatchTimeout.TotalMilliseconds);
}
