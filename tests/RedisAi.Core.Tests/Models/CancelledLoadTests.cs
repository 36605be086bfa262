using RedisAi.Testing;
using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>Loads that are given up when the model is there already, but does not serve yet.</summary>
public sealed class CancelledLoadTests
{
    [Fact]
    public async Task Warm_up_is_stopped_when_the_store_is_cancelled()
    {
        using ManualResetEventSlim entered = new();
        using CancellationTokenSource cancellation = new();
        FakeBackend backend = new(FakeSession.UntilStopped(entered));
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false });

        Task<ModelInfo> store = ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions(), cancellation.Token);
        Eventually.Comes(entered);
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(store));

        Assert.Equal(cancellation.Token, error.CancellationToken);
        Assert.Equal(1, ai.Models.GetInfo("m").Version);
        Assert.Equal((0, 1), (backend.Sessions[0].Disposals, backend.Sessions[1].Disposals));
    }

    [Fact]
    public async Task Warm_up_is_stopped_when_the_engine_closes()
    {
        using ManualResetEventSlim entered = new();
        FakeBackend backend = new(FakeSession.UntilStopped(entered));
        RedisAiEngine ai = new(backend);
        Task<ModelInfo> store = ai.Models.StoreAsync("m", FakeBackend.Source);
        Eventually.Comes(entered);

        await Eventually.EndsAsync(ai.DisposeAsync().AsTask());

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store);
        Assert.Equal((1, 1), (backend.Sessions[0].Disposals, backend.Disposals));
    }

    [Fact]
    public async Task Model_whose_warm_up_does_not_hear_of_the_cancellation_does_not_serve_all_the_same()
    {
        using CancellationTokenSource cancellation = new();
        int runs = 0;
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            runs++;
            cancellation.Cancel();
            FakeSession.Echo(session, stop, inputs, outputs);
        });
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions(), cancellation.Token));

        Assert.Equal((1, 1), (runs, ai.Models.GetInfo("m").Version));
        Assert.Equal((0, 1), (backend.Sessions[0].Disposals, backend.Sessions[1].Disposals));
    }

    [Fact]
    public async Task Model_that_is_not_warmed_up_does_not_serve_when_its_store_was_cancelled_meanwhile()
    {
        using CancellationTokenSource cancellation = new();
        FakeBackend backend = new() { Loading = (_, _, _) => cancellation.Cancel() };
        await using RedisAiEngine ai = new(backend);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false }, cancellation.Token));

        Assert.False(ai.Models.TryGet("m", out _));
        Assert.Equal(1, backend.Sessions[0].Disposals);
    }

    [Fact]
    public async Task Script_does_not_serve_when_its_store_was_cancelled_while_it_was_compiled()
    {
        using CancellationTokenSource cancellation = new();
        FakeScriptBackend backend = new(FakeScript.Echo) { Compiling = (_, _, _) => cancellation.Cancel() };
        await using RedisAiEngine ai = new(backend);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ai.Scripts.StoreAsync("s", FakeScriptBackend.Source, cancellationToken: cancellation.Token));

        Assert.False(ai.Scripts.TryGet("s", out _));
        Assert.Equal(1, backend.Sessions[0].Disposals);
    }
}
