using RedisAi.MLflow.Tests.Folders;
using static RedisAi.MLflow.Tests.Deployments.DeploymentsUnderTest;

namespace RedisAi.MLflow.Tests.Deployments.Remote;

/// <summary>What happens on a server before a model gets its name, and when it does not get it.</summary>
public sealed class RemoteTrialTests
{
    private const string Add = """{"inputs":{"a":[[1,2]],"b":[[3,4]]}}""";
    private const string Example = "saved_input_example_info: {artifact_path: input_example.json, type: ndarray, serving_input_path: serving_input_example.json}\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_is_tried_on_its_example_and_nothing_of_that_stays()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = WithExample(Add);

        // With a minimum of rows the trial would wait for calls that never come.
        await test.Deployments.CreateAsync("add", folder.Path, config: Config(("batchsize", "8"), ("minbatchsize", "8"), ("minbatchtimeout", "60000")), cancellationToken: Token);

        Assert.Equal(["add", "{add}:mlflow"], await test.KeysAsync());
    }

    [Fact]
    public async Task Model_that_fails_on_its_example_does_not_take_the_place_of_one_that_serves()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder good = ModelFolder.WithOnnx("add_dynamic");
        using ModelFolder bad = WithExample("""{"inputs":{"a":[[1,2]],"b":[[1,2,3]]}}""");
        MlflowDeployment created = await test.Deployments.CreateAsync("add", good.Path, cancellationToken: Token);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.UpdateAsync("add", bad.Path, cancellationToken: Token));

        Assert.Equal(MlflowErrorCodes.InvalidParameterValue, error.ErrorCode);
        Assert.StartsWith("The model 'add' fails on the example that it was logged with, so it is not put in place: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(created.Digest, (await test.Deployments.GetAsync("add", Token)).Digest);
        Assert.Equal(["add", "{add}:mlflow"], await test.KeysAsync());
        Assert.Equal(Answer, await test.PredictAsync("add", Add));
    }

    [Fact]
    public async Task Model_that_the_server_cannot_load_leaves_model_and_facts_as_they_were()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder good = ModelFolder.WithOnnx("add_dynamic");
        using ModelFolder bad = ModelFolder.WithOnnx("add_dynamic");
        await File.WriteAllBytesAsync(bad["model.onnx"], UnknownOperator(await File.ReadAllBytesAsync(bad["model.onnx"], Token)), Token);
        MlflowDeployment created = await test.Deployments.CreateAsync("add", good.Path, config: Config(("tag", "v1")), cancellationToken: Token);

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.UpdateAsync("add", bad.Path, cancellationToken: Token));
        MlflowException absent = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.CreateAsync("new", bad.Path, cancellationToken: Token));

        Assert.Equal((MlflowErrorCodes.InvalidParameterValue, MlflowErrorCodes.InvalidParameterValue), (error.ErrorCode, absent.ErrorCode));
        Assert.Contains("AI.MODELSTORE 'add': the server answers the error", error.Message, StringComparison.Ordinal);
        Assert.Equal(created.ModelUri, (await test.Deployments.GetAsync("add", Token)).ModelUri);
        Assert.Equal(["add", "{add}:mlflow"], await test.KeysAsync());
        Assert.Equal(Answer, await test.PredictAsync("add", Add));
    }

    [Fact]
    public async Task Signature_that_the_model_contradicts_is_refused_before_anything_travels()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic", signature: "signature:\n  inputs: '[{\"name\":\"a\",\"type\":\"tensor\",\"tensor-spec\":{\"dtype\":\"str\",\"shape\":[-1,2]}},{\"name\":\"b\",\"type\":\"tensor\",\"tensor-spec\":{\"dtype\":\"float32\",\"shape\":[-1,2]}}]'\n");

        MlflowException error = await Assert.ThrowsAsync<MlflowException>(() => test.Deployments.CreateAsync("add", folder.Path, cancellationToken: Token));

        Assert.Contains("and its signature disagree", error.Message, StringComparison.Ordinal);
        Assert.Empty(await test.KeysAsync());
    }

    private static ModelFolder WithExample(string example)
    {
        ModelFolder folder = ModelFolder.WithOnnx("add_dynamic", signature: Example);
        folder.Write("serving_input_example.json", example);
        return folder;
    }

    /// <summary>The same model with an operator that no runtime has.</summary>
    private static byte[] UnknownOperator(byte[] model)
    {
        int at = model.AsSpan().IndexOf("\u0022\u0003Add"u8);
        Assert.True(at > 0);
        "Axx"u8.CopyTo(model.AsSpan(at + 2));
        return model;
    }
}
