using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ModelDeleteTests
{
    [Fact]
    public async Task Deleted_model_is_gone_and_closed()
    {
        FakeBackend backend = new();
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);

        bool deleted = await ai.Models.DeleteAsync("m");
        bool again = await ai.Models.DeleteAsync("m");

        Assert.True(deleted);
        Assert.False(again);
        Assert.Equal(1, backend.Sessions[0].Disposals);
        Assert.False(ai.Models.TryGet("m", out _));
        Assert.Empty(ai.Models.List());
        Assert.Throws<ModelNotFoundException>(() => ai.Models["m"]);
        Assert.Throws<ModelNotFoundException>(() => ai.Models.GetInfo("m"));
    }

    [Fact]
    public async Task Live_handle_of_a_deleted_model_says_so_on_every_way()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Double);
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(1);
        model.Run([x]).Dispose();

        await ai.Models.DeleteAsync("m");

        ModelNotFoundException error = Assert.Throws<ModelNotFoundException>(() => model.Run([x]));
        Assert.Equal(("m", "There is no model under the key 'm'."), (error.Key, error.Message));
        Assert.Throws<ModelNotFoundException>(() => model.Signature);
        await Assert.ThrowsAsync<ModelNotFoundException>(async () => await model.RunAsync([x]));
        await Assert.ThrowsAsync<ModelNotFoundException>(async () => await model.TryRunAsync([x]));
    }

    [Fact]
    public async Task Live_handle_follows_a_model_that_is_stored_again()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(0);
        model.Run([x]).Dispose();
        await ai.Models.DeleteAsync("m");

        await ai.Models.StoreAsync("m", Functions.Constant(2));
        using ModelResult result = model.Run([x]);

        Assert.Equal(2f, result.AsSpan<float>(0)[0]);
    }

    [Fact]
    public async Task Deletion_does_not_wait_for_running_calls_and_they_finish()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            entered.Set();
            Eventually.Comes(go);
            FakeSession.Echo(session, stop, inputs, outputs);
        });
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false });
        using AiTensor x = Functions.Vec(4);
        ValueTask<ModelResult> running = ai.Models["m"].RunAsync([x]);
        Eventually.Comes(entered);

        bool deleted = await ai.Models.DeleteAsync("m");
        int whileRunning = backend.Sessions[0].Disposals;
        go.Set();
        using ModelResult result = await running;
        await Eventually.HoldsAsync(() => backend.Sessions[0].Disposals == 1, "the deleted session is disposed");

        Assert.True(deleted);
        Assert.Equal(0, whileRunning);
        Assert.Equal([4], result.AsSpan<float>(0).ToArray());
    }

    [Fact]
    public async Task Options_of_a_deleted_model_are_not_inherited()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Double, new ModelOptions { Tag = "v6" });
        await ai.Models.DeleteAsync("m");

        ModelInfo info = await ai.Models.StoreAsync("m", Functions.Double);

        Assert.Equal("", info.Tag);
    }
}
