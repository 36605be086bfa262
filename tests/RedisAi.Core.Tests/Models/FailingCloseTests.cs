using RedisAi.Testing;
using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>Sessions and backends, which others may have written, whose Dispose throws.</summary>
public sealed class FailingCloseTests
{
    [Fact]
    public async Task Session_that_cannot_be_closed_is_told_and_keeps_nothing_else_open()
    {
        RecordedLog logs = new();
        FakeBackend backend = new() { SessionDisposing = static session => Throw(session.Number == 1) };
        RedisAiEngine ai = new(new RedisAiOptions(), [backend], loggerFactory: logs);
        await ai.Models.StoreAsync("a", FakeBackend.Source);
        await ai.Models.StoreAsync("b", FakeBackend.Source);
        using AiTensor x = Functions.Vec(1);
        ai.Tensors.Set("x", x);

        await Eventually.EndsAsync(ai.DisposeAsync().AsTask());

        Assert.Equal((1, 1, 1), (backend.Sessions[0].Disposals, backend.Sessions[1].Disposals, backend.Disposals));
        Assert.Equal(0, ai.Tensors.Count);
        Assert.Contains(logs.Entries, static entry => entry.Id.Id == 117 && entry.Text.Contains("model 'a' version 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Execution_that_cannot_be_closed_is_told_and_keeps_nothing_else_open()
    {
        RecordedLog logs = new();
        FakeBackend backend = new() { ExecutionDisposing = static _ => Throw(true) };
        RedisAiEngine ai = new(new RedisAiOptions(), [backend], loggerFactory: logs);
        await ai.Models.StoreAsync("m", FakeBackend.Source);

        await Eventually.EndsAsync(ai.DisposeAsync().AsTask());

        Assert.Equal(1, backend.Disposals);
        Assert.Contains(logs.Entries, static entry => entry.Id.Id == 117 && entry.Text.Contains("Nowhere.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Last_call_on_a_version_has_its_result_though_the_version_cannot_be_closed(bool isQueued)
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        RecordedLog logs = new() { Logged = static logged => Throw(logged.Id.Id == 117) };
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            entered.Set();
            Eventually.Comes(go);
            FakeSession.Echo(session, stop, inputs, outputs);
        })
        {
            SessionDisposing = static _ => Throw(true),
        };
        await using RedisAiEngine ai = new(new RedisAiOptions(), [backend], loggerFactory: logs);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false });
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(7);
        Task<ModelResult> running = isQueued ? model.RunAsync([x]).AsTask() : Task.Run(() => model.Run([x]), CancellationToken.None);
        Eventually.Comes(entered);

        await ai.Models.StoreAsync("m", Functions.Double);
        go.Set();
        using ModelResult result = await running;

        Assert.Equal([7], result.AsSpan<float>(0).ToArray());
    }

    [Fact]
    public async Task Model_is_replaced_though_the_version_before_cannot_be_closed()
    {
        FakeBackend backend = new(FakeSession.Tell) { SessionDisposing = static session => Throw(session.Number == 1) };
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);

        ModelInfo stored = await ai.Models.StoreAsync("m", FakeBackend.Source);

        Assert.Equal(2, stored.Version);
    }

    [Fact]
    public async Task Backend_that_cannot_be_closed_keeps_no_other_open_and_its_error_comes_out()
    {
        FakeBackend first = new(name: "ONE") { Disposing = static () => Throw(true) };
        FakeBackend second = new(name: "TWO") { Disposing = static () => throw new TimeZoneNotFoundException("Later.") };
        FakeScriptBackend third = new(FakeScript.Echo);
        RedisAiEngine ai = new(first, second, third);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Eventually.EndsAsync(ai.DisposeAsync().AsTask()));

        Assert.Equal((1, 1, 1), (first.Disposals, second.Disposals, third.Disposals));
    }

    private static void Throw(bool really)
    {
        if (really)
        {
            throw new InvalidTimeZoneException("Nowhere.");
        }
    }
}
