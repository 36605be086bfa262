using RedisAi.StreamHost;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Streams;

public class SessionPublicationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_calls_write_is_kept_back_and_forgotten_if_it_is_not_published()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        RedisTensorStore store = new(Options(server));
        await using RedisAiEngine engine = await OpenAsync(store);
        using (SessionPublication publication = await store.Publisher!.BeginAsync("s", Token))
        {
            Assert.Equal(1, await StepAsync(engine));
            Assert.Equal(2, await StepAsync(engine));
            Assert.Empty(publication.States);
            publication.Keep();
            Assert.Equal(["s/sum/count", "s/sum/total"], publication.States.Select(static state => state.Key).Order(StringComparer.Ordinal));
            Assert.False(IsThere(server));
        }

        Assert.False(IsThere(server));
        Assert.Equal(1, await StepAsync(engine));
        Assert.True(IsThere(server));
    }

    [Fact]
    public async Task A_call_that_has_the_session_anew_is_refused_while_the_publication_from_before_its_loss_is_open()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        RedisTensorStore store = new(Options(server));
        await using RedisAiEngine engine = await OpenAsync(store);
        SessionLeases leases = ((SharedStates)store.States).Leases;
        using (await store.Publisher!.BeginAsync("s", Token))
        {
            Assert.Equal(1, await StepAsync(engine));
            leases.Drop(leases.Find("s")!);

            await Assert.ThrowsAsync<SessionMovedException>(() => StepAsync(engine));
            Assert.False(IsThere(server));
        }

        Assert.Equal(1, await StepAsync(engine));
    }

    [Fact]
    public async Task Who_wants_the_session_gets_it_when_the_publication_has_ended()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        RedisTensorStore store = new(Options(server));
        await using RedisAiEngine engine = await OpenAsync(store);
        await using RedisAiEngine other = await OpenAsync(new RedisTensorStore(Options(server)));
        Task<long> step;
        using (await store.Publisher!.BeginAsync("s", Token))
        {
            Assert.Equal(1, await StepAsync(engine));
            step = StepAsync(other);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
            Assert.False(step.IsCompleted);
        }

        Assert.Equal(1, await step);
    }

    private static RedisStoreOptions Options(RedisServer server) => new() { Configuration = server.Configuration, Writes = RedisWriteMode.WriteThrough };

    private static async Task<RedisAiEngine> OpenAsync(RedisTensorStore store)
    {
        RedisAiEngine engine = new(new RedisAiOptions { SharedStore = store }, []);
        await SumModel.StoreAsync(engine);
        return engine;
    }

    /// <summary>Calls the model.</summary>
    /// <returns>Which call of the session it was.</returns>
    private static async Task<long> StepAsync(RedisAiEngine engine)
    {
        using AiTensor x = AiTensor.Create<long>([1], [1]);
        using ModelResult result = await engine.Models[SumModel.Key].RunAsync(new NamedTensors { { "x", x } }, new InferenceOptions { Session = "s" }, Token);
        return result.AsSpan<long>("number")[0];
    }

    private static bool IsThere(RedisServer server) => server.Execute("EXISTS", "ai:{s}/sum/count").ToNumber() == 1;
}
