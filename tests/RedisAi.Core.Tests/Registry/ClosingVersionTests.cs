using RedisAi.Models;
using RedisAi.Tensors;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Registry;

/// <summary>The end of the engine, and calls on versions that do not serve any more.</summary>
public sealed class ClosingVersionTests
{
    private static readonly TimeSpan s_shutdown = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Changes => ["replaced", "deleted", "taken back"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Call_on_a_version_that_is_gone_is_awaited(string change)
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            entered.Set();
            Eventually.Comes(go);
            FakeSession.Tell(session, stop, inputs, outputs);
        });
        RedisAiEngine ai = new(new RedisAiOptions(), [backend], new ManualTimeProvider());
        using AiTensor x = Functions.Vec(1);
        Task<ModelResult> running = await StartOnOneThatGoesAsync(ai, change, x, entered);

        Task disposal = ai.DisposeAsync().AsTask();
        bool early = disposal.IsCompleted || backend.Disposals > 0;
        go.Set();
        using ModelResult result = await running;
        await Eventually.EndsAsync(disposal);

        Assert.False(early);
        Assert.Equal(change == "taken back" ? 2f : 1f, result.AsSpan<float>(0)[0]);
        Assert.All(backend.Sessions, static session => Assert.Equal(1, session.Disposals));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Call_on_a_version_that_is_gone_is_stopped_when_it_takes_too_long(string change)
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim entered = new();
        FakeBackend backend = new(FakeSession.UntilStopped(entered));
        RedisAiEngine ai = new(new RedisAiOptions { ShutdownTimeout = s_shutdown }, [backend], time);
        using AiTensor x = Functions.Vec(1);
        Task<ModelResult> running = await StartOnOneThatGoesAsync(ai, change, x, entered);

        Task disposal = ai.DisposeAsync().AsTask();
        bool early = disposal.IsCompleted;
        time.Advance(s_shutdown);
        ObjectDisposedException error = await Assert.ThrowsAsync<ObjectDisposedException>(() => Eventually.EndsAsync(running));
        await Eventually.EndsAsync(disposal);

        Assert.False(early);
        Assert.Contains("The engine was disposed while model 'm' was running.", error.Message, StringComparison.Ordinal);
        Assert.All(backend.Sessions, static session => Assert.Equal(1, session.Disposals));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_of_a_script_that_is_gone_is_awaited_and_can_still_run_models(bool deleted)
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        FakeScript slow = new FakeScript().Add("f", call =>
        {
            entered.Set();
            Eventually.Comes(go);
            TensorValue output = default;
            call.Host.RunModel("double", call.Inputs, new Span<TensorValue>(ref output));
            call.Outputs.Add(output);
        });
        RedisAiEngine ai = await FakeScriptBackend.EngineAsync(slow, new ManualTimeProvider());
        await ai.Models.StoreAsync("double", Functions.Double);
        using AiTensor x = Functions.Vec(1);
        IScript script = ai.Scripts["s"];
        Task<ScriptResult> running = Task.Run(() => script.Run("f", [x]), CancellationToken.None);
        Eventually.Comes(entered);
        await (deleted ? (Task)ai.Scripts.DeleteAsync("s") : ai.Scripts.StoreAsync("s", FakeScriptBackend.Source));

        Task disposal = ai.DisposeAsync().AsTask();
        bool early = disposal.IsCompleted;
        go.Set();
        using ScriptResult result = await running;
        await Eventually.EndsAsync(disposal);

        Assert.False(early);
        Assert.Equal([2], result.AsSpan<float>(0).ToArray());
    }

    [Fact]
    public async Task Versions_that_are_gone_are_not_kept()
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        ModelRegistry models = (ModelRegistry)ai.Models;
        for (int i = 0; i < 10; i++)
        {
            await models.StoreAsync("m", FakeBackend.Source);
        }

        await Eventually.HoldsAsync(() => models.OpenVersions == 1, "only the version that serves is kept");
        await models.DeleteAsync("m");
        await Eventually.HoldsAsync(() => models.OpenVersions == 0, "nothing is kept");
    }

    [Fact]
    public async Task Promotions_that_race_with_the_end_of_the_engine_close_every_version()
    {
        for (int round = 0; round < 100; round++)
        {
            FakeBackend backend = new();
            RedisAiEngine ai = new(backend);
            ModelOptions options = new() { WarmUp = false };
            await ai.Models.StoreAsync("m", FakeBackend.Source, options);
            ModelInfo candidate = await ai.Models.StoreCandidateAsync("m", FakeBackend.Source, CandidateTraffic.Answers(0.5), options);
            using Barrier start = new(2);
            Task promotion = Task.Run(async () =>
            {
                start.SignalAndWait();
                try
                {
                    await ai.Models.PromoteAsync("m", candidate.Version);
                    await ai.Models.RollBackAsync("m");
                }
                catch (ObjectDisposedException)
                {
                }
            });

            start.SignalAndWait();
            Thread.SpinWait(round * 20);
            await Eventually.EndsAsync(ai.DisposeAsync().AsTask());
            await Eventually.EndsAsync(promotion);

            Assert.All(backend.Sessions, static session => Assert.Equal(1, session.Disposals));
        }
    }

    /// <summary>Starts a call, and removes the version that it runs on.</summary>
    private static async Task<Task<ModelResult>> StartOnOneThatGoesAsync(RedisAiEngine ai, string change, AiTensor x, ManualResetEventSlim entered)
    {
        ModelOptions options = new() { WarmUp = false };
        await ai.Models.StoreAsync("m", FakeBackend.Source, options);
        if (change == "taken back")
        {
            await ai.Models.StoreCandidateAsync("m", FakeBackend.Source, CandidateTraffic.Answers(1), options);
        }

        IModel model = ai.Models["m"];
        Task<ModelResult> running = Task.Run(() => model.Run([x]), CancellationToken.None);
        Eventually.Comes(entered);
        await (change switch
        {
            "replaced" => ai.Models.StoreAsync("m", FakeBackend.Source, options),
            "deleted" => ai.Models.DeleteAsync("m"),
            _ => (Task)ai.Models.RollBackAsync("m"),
        });
        return running;
    }
}
