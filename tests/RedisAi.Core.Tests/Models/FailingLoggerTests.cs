using RedisAi.Testing;
using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Models;

/// <summary>Logging is the application's code, and may throw: what was changed is whole all the same.</summary>
public sealed class FailingLoggerTests : IDisposable
{
    private readonly RecordedLog _logs = new();
    private readonly FakeBackend _backend = new(FakeSession.Tell);

    [Fact]
    public async Task Candidate_that_cannot_be_told_of_is_taken_out_again()
    {
        _backend.Signature = new ModelSignature([Functions.Spec("other")], [Functions.Spec("y")]);
        await using RedisAiEngine ai = Create(failing: 121);
        await ai.Models.StoreAsync("m", Functions.Double);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ai.Models.StoreCandidateAsync("m", FakeBackend.Source, CandidateTraffic.Answers(1)));

        Assert.Equal(1, Assert.Single(ai.Models.ListVersions("m")).Version);
        Assert.Equal(1, _backend.Sessions[0].Disposals);
        using AiTensor x = Functions.Vec(1);
        using ModelResult result = ai.Models["m"].Run([x]);
        Assert.Equal([2], result.AsSpan<float>(0).ToArray());
    }

    [Fact]
    public async Task Version_that_was_replaced_is_closed()
    {
        await using RedisAiEngine ai = Create(failing: 101);
        await ai.Models.StoreAsync("m", FakeBackend.Source);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ai.Models.StoreAsync("m", FakeBackend.Source));

        Assert.Equal(2, Assert.Single(ai.Models.ListVersions("m")).Version);
        Assert.Equal((1, 0), (_backend.Sessions[0].Disposals, _backend.Sessions[1].Disposals));
    }

    [Fact]
    public async Task Version_that_gave_way_to_a_candidate_can_serve_again()
    {
        await using RedisAiEngine ai = Create(failing: 101);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        await ai.Models.StoreCandidateAsync("m", FakeBackend.Source, CandidateTraffic.Answers(0.5));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ai.Models.PromoteAsync("m", 2));

        Assert.Equal([(2, VersionRole.Serving), (1, VersionRole.Previous)], ai.Models.ListVersions("m").Select(static info => (info.Version, info.Role)));
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ai.Models.RollBackAsync("m"));
        Assert.Equal(1, Assert.Single(ai.Models.ListVersions("m")).Version);
        Assert.Equal((0, 1), (_backend.Sessions[0].Disposals, _backend.Sessions[1].Disposals));
    }

    [Fact]
    public async Task Model_and_script_that_were_deleted_are_closed()
    {
        FakeScriptBackend scripts = new(FakeScript.Echo);
        await using RedisAiEngine ai = Create(failing: 102, scripts);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ai.Models.DeleteAsync("m"));
        FailAt(107);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ai.Scripts.DeleteAsync("s"));

        Assert.Equal((1, 1), (_backend.Sessions[0].Disposals, scripts.Sessions[0].Disposals));
    }

    [Fact]
    public async Task Script_that_was_replaced_is_closed()
    {
        FakeScriptBackend scripts = new(FakeScript.Echo);
        await using RedisAiEngine ai = Create(failing: 106, scripts);
        await ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ai.Scripts.StoreAsync("s", FakeScriptBackend.Source));

        Assert.Equal((1, 0), (scripts.Sessions[0].Disposals, scripts.Sessions[1].Disposals));
    }

    [Fact]
    public async Task Model_whose_load_cannot_be_told_is_closed()
    {
        await using RedisAiEngine ai = Create(failing: 100);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => ai.Models.StoreAsync("m", FakeBackend.Source));

        Assert.False(ai.Models.TryGet("m", out _));
        Assert.Equal(1, _backend.Sessions[0].Disposals);
    }

    [Fact]
    public async Task Engine_that_cannot_tell_that_runs_take_too_long_stops_them_before_it_closes_the_rest()
    {
        ManualTimeProvider time = new();
        using ManualResetEventSlim entered = new();
        FakeBackend backend = new(FakeSession.UntilStopped(entered));
        FailAt(110);
        RedisAiEngine ai = new(new RedisAiOptions { ShutdownTimeout = TimeSpan.FromSeconds(10) }, [backend], time, _logs);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false });
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(1);
        Task<ModelResult> running = Task.Run(() => model.Run([x]), CancellationToken.None);
        Eventually.Comes(entered);

        Task disposal = ai.DisposeAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Eventually.EndsAsync(disposal));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
        Assert.Equal((1, 1), (backend.Sessions[0].Disposals, backend.Disposals));
    }

    public void Dispose()
    {
        _backend.Dispose();
        _logs.Dispose();
    }

    private RedisAiEngine Create(int failing, FakeScriptBackend? scripts = null)
    {
        FailAt(failing);
        return new RedisAiEngine(new RedisAiOptions(), scripts is null ? [_backend] : [_backend, scripts], loggerFactory: _logs);
    }

    private void FailAt(int id) => _logs.Logged = logged =>
    {
        if (logged.Id.Id == id)
        {
            throw new InvalidTimeZoneException("Nowhere.");
        }
    };
}
