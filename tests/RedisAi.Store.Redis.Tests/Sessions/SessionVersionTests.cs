using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>A session that goes to a process whose version of the model is another than the one that has written its states.</summary>
public sealed class SessionVersionTests
{
    private const string Session = "s";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task States_that_do_not_fit_the_version_there_are_told_of_and_stay_as_they_are()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using RedisAiEngine first = await OpenAsync(server, width: 2);
        await using RedisAiEngine second = await OpenAsync(server, width: 3);
        Assert.Equal((long[])[1, 1], await StepAsync(first, 1));

        TensorMismatchException error = await Assert.ThrowsAsync<TensorMismatchException>(() => StepAsync(second, 10));

        Assert.True(error.IsState);
        Assert.Equal("s/m/state", error.Name);
        Assert.Equal((long[])[3, 3], await StepAsync(first, 2));

        // As where one process has loaded such states from a file: who gives them up begins anew, here with the version of this process.
        await second.EndSessionAsync(Session);
        Assert.Equal((long[])[10, 10, 10], await StepAsync(second, 10));
        Assert.True((await Assert.ThrowsAsync<TensorMismatchException>(() => StepAsync(first, 1))).IsState);
    }

    [Fact]
    public async Task States_that_fit_the_version_there_go_on_with_it()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using RedisAiEngine first = await OpenAsync(server, width: 2);
        await using RedisAiEngine second = await OpenAsync(server, width: 2, factor: 100);

        Assert.Equal((long[])[1, 1], await StepAsync(first, 1));
        Assert.Equal((long[])[201, 201], await StepAsync(second, 2));
        Assert.Equal((long[])[204, 204], await StepAsync(first, 3));
    }

    /// <summary>Opens an engine whose version of the model adds up what it is given, in each of some places.</summary>
    private static async Task<RedisAiEngine> OpenAsync(RedisServer server, int width, long factor = 1)
    {
        RedisAiEngine engine = new(new RedisAiOptions { SharedStore = new RedisTensorStore(new RedisStoreOptions { Configuration = server.Configuration }) }, []);
        ModelSignature signature = new([Spec("x", 1), Spec("state", width)], [Spec("next", width)]);
        ModelSource source = ModelSource.FromFunction(signature, inputs =>
        {
            long x = inputs[0].AsSpan<long>()[0];
            return [AiTensor.Create<long>([1, width], [.. inputs[1].AsSpan<long>().ToArray().Select(sum => sum + (factor * x))])];
        });
        await engine.Models.StoreAsync("m", source, new ModelOptions { States = { new ModelState("state", "next") }, WarmUp = false }, Token);
        return engine;
    }

    private static async Task<long[]> StepAsync(RedisAiEngine engine, long x)
    {
        using AiTensor input = AiTensor.Create<long>([1, 1], [x]);
        using ModelResult result = await engine.Models["m"].RunAsync([input], new InferenceOptions { Session = Session }, Token);
        return result.AsSpan<long>("next").ToArray();
    }

    private static TensorSpec Spec(string name, long width) => new(name, TensorDataType.Int64, new ShapePattern([-1, width]));
}
