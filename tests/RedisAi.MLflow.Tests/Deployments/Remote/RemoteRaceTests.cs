using RedisAi.MLflow.Tests.Folders;

namespace RedisAi.MLflow.Tests.Deployments.Remote;

/// <summary>Several who deploy under one name at once.</summary>
public sealed class RemoteRaceTests
{
    private const string Add = """{"inputs":{"a":[[1,2]],"b":[[3,4]]}}""";
    private const string Example = "saved_input_example_info: {artifact_path: input_example.json, type: ndarray, serving_input_path: serving_input_example.json}\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Without an example the first transaction stores the model under its name; with one it stores what is tried before that.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Name_that_somebody_else_takes_meanwhile_is_not_overwritten(bool isTried)
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder mine = ModelFolder.WithOnnx("add_dynamic", signature: isTried ? Example : "");
        if (isTried)
        {
            mine.Write("serving_input_example.json", Add);
        }

        using ModelFolder others = ModelFolder.WithOnnx("mlp");
        MlflowDeployment? other = null;
        await using HoldingRelay relay = new(test.Server.Port, async () => other = await test.Deployments.CreateAsync("m", others.Path, cancellationToken: Token));
        MlflowException error;
        await using (RedisAiClient held = await RedisAiClient.ConnectAsync(relay.Url, cancellationToken: Token))
        {
            error = await Assert.ThrowsAsync<MlflowException>(() => test.DeploymentsTo(held).CreateAsync("m", mine.Path, cancellationToken: Token));
        }

        Assert.Equal(("There is a deployment 'm' already. Update it, delete it first, or choose another name.", MlflowErrorCodes.ResourceAlreadyExists), (error.Message, error.ErrorCode));
        Assert.NotNull(other);
        MlflowDeployment told = await test.Deployments.GetAsync("m", Token);
        Assert.Equal((other.Digest, "ONNX"), (told.Digest, told.Backend));
        Assert.Equal(["logits"], told.Outputs);
        Assert.Equal(["m", "{m}:mlflow"], await test.KeysAsync());
    }

    [Fact]
    public async Task Facts_that_were_left_behind_do_not_keep_a_name()
    {
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        using ModelFolder folder = ModelFolder.WithOnnx("add_dynamic");
        await test.AskAsync("AI.TENSORSET", "{m}:mlflow", "UINT8", "4", "BLOB", "left");

        MlflowDeployment created = await test.Deployments.CreateAsync("m", folder.Path, cancellationToken: Token);

        Assert.Equal(created.Digest, (await test.Deployments.GetAsync("m", Token)).Digest);
    }

    [Fact]
    public async Task Of_many_who_create_the_same_name_one_does_so()
    {
        const int Rounds = 10;
        await using RemoteUnderTest test = await RemoteUnderTest.StartAsync();
        ModelFolder[] folders = [.. Enumerable.Range(0, 4).Select(static _ => ModelFolder.WithOnnx("add_dynamic"))];
        MlflowDeployments[] callers = await Task.WhenAll(folders.Select(_ => test.ConnectDeploymentsAsync()));
        for (int i = 0; i < folders.Length; i++)
        {
            folders[i].Write("requirements.txt", $"{i}");
        }

        for (int round = 0; round < Rounds; round++)
        {
            string name = $"m{round}";
            MlflowDeployment?[] created = await Task.WhenAll(callers.Select((caller, place) => CreateAsync(caller, name, folders[place])));

            MlflowDeployment one = Assert.Single(created.OfType<MlflowDeployment>());
            Assert.Equal(one.Digest, (await test.Deployments.GetAsync(name, Token)).Digest);
        }

        Array.ForEach(folders, static folder => folder.Dispose());
    }

    /// <summary>What was created; null where somebody else was first.</summary>
    private static async Task<MlflowDeployment?> CreateAsync(MlflowDeployments caller, string name, ModelFolder folder)
    {
        try
        {
            return await caller.CreateAsync(name, folder.Path, cancellationToken: Token);
        }
        catch (MlflowException error) when (error.ErrorCode == MlflowErrorCodes.ResourceAlreadyExists)
        {
            return null;
        }
    }
}
