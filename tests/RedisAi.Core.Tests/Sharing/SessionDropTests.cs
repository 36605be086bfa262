using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Sharing;

/// <summary>The moment at which a store may take a session away from its engine.</summary>
public sealed class SessionDropTests
{
    [Fact]
    public async Task A_session_is_idle_when_no_model_has_a_call_of_it()
    {
        await using SharingLife life = new();
        FakeSharedStore store = life.Store("a");
        RedisAiEngine a = await life.StartAsync(store);
        await life.AddAsync(a, "s");
        await life.AddAsync(a, "s", model: "n");
        int drops = 0;
        Assert.True(store.Host!.TryDropIdle("s", () => drops++));
        Assert.True(store.Host.TryDropIdle("never seen", () => drops++));

        using Hindrance hindrance = new(life);
        Task<float> call = SharingLife.Begin(a, "s");
        hindrance.AwaitRun();
        Assert.False(store.Host.TryDropIdle("s", () => drops++));
        Assert.True(store.Host.TryDropIdle("other", () => drops++));
        hindrance.LetGo();

        Assert.Equal(2, await life.EndAsync(call));
        Assert.True(store.Host.TryDropIdle("s", () => drops++));
        Assert.Equal(4, drops);
    }

    [Fact]
    public async Task A_session_is_taken_away_between_the_calls_before_and_those_after()
    {
        await using SharingLife life = new();
        FakeSharedStore store = life.Store("a");
        RedisAiEngine a = await life.StartAsync(store);
        await life.AddAsync(a, "s");
        using Hindrance hindrance = new(life);
        Task<float> first = SharingLife.Begin(a, "s");
        hindrance.AwaitRun();
        Task<float> second = SharingLife.BeginHere(a, "s");
        List<float?> states = [];

        Task dropped = store.Host!.DropAsync(
            "s",
            () =>
            {
                _ = store.Held.FlushAsync();
                states.Add(life.Server.StateOf("s/m/sum"));
            },
            CancellationToken.None);
        Task<float> third = SharingLife.BeginHere(a, "s");
        Assert.False(dropped.IsCompleted);
        hindrance.LetGo();

        await life.EndAsync(dropped);
        float[] sums = await life.EndAsync(Task.WhenAll(first, second, third));
        Assert.Equal([2, 3, 4], sums);
        Assert.Equal(3, Assert.Single(states));
    }

    [Fact]
    public async Task A_session_that_two_models_are_busy_with_is_taken_away_when_neither_is()
    {
        await using SharingLife life = new();
        FakeSharedStore store = life.Store("a");
        RedisAiEngine a = await life.StartAsync(store);
        await life.AddAsync(a, "s");
        await life.AddAsync(a, "s", model: "n");
        using CountdownEvent running = new(2);
        using ManualResetEventSlim m = new();
        using ManualResetEventSlim n = new();
        life.Running = model =>
        {
            running.Signal();
            Eventually.Comes(model == "m" ? m : n);
        };
        Task<float> ofM = SharingLife.Begin(a, "s");
        Task<float> ofN = SharingLife.Begin(a, "s", model: "n");
        Assert.True(running.Wait(Eventually.Limit, TestContext.Current.CancellationToken));
        bool isDropped = false;

        Task dropped = store.Host!.DropAsync("s", () => isDropped = ofM.IsCompleted || ofN.IsCompleted, CancellationToken.None);
        n.Set();
        await life.EndAsync(ofN);
        Assert.False(dropped.IsCompleted);
        m.Set();

        await life.EndAsync(dropped);
        Assert.True(isDropped);
        life.Running = null;
        Assert.Equal((3, 3), (await life.AddAsync(a, "s"), await life.AddAsync(a, "s", model: "n")));
    }

    [Fact]
    public async Task A_wait_for_a_session_to_be_idle_can_be_given_up()
    {
        await using SharingLife life = new();
        FakeSharedStore store = life.Store("a");
        RedisAiEngine a = await life.StartAsync(store);
        using Hindrance hindrance = new(life);
        Task<float> call = SharingLife.Begin(a, "s");
        await life.EndAsync(Task.Run(hindrance.AwaitRun));
        using CancellationTokenSource cancellation = new();
        bool isDropped = false;
        Task dropped = store.Host!.DropAsync("s", () => isDropped = true, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(dropped));
        hindrance.LetGo();
        Assert.Equal(1, await life.EndAsync(call));
        Assert.False(isDropped);
        Assert.Equal(2, await life.AddAsync(a, "s"));
    }

    [Fact]
    public async Task What_goes_wrong_while_a_session_is_taken_away_leaves_its_calls_their_turn()
    {
        await using SharingLife life = new();
        FakeSharedStore store = life.Store("a");
        RedisAiEngine a = await life.StartAsync(store);
        await life.AddAsync(a, "s");
        Action fails = static () => throw new InvalidTimeZoneException("Nowhere.");
        Assert.Throws<InvalidTimeZoneException>(() => store.Host!.TryDropIdle("s", fails));

        using Hindrance hindrance = new(life);
        Task<float> call = SharingLife.Begin(a, "s");
        hindrance.AwaitRun();
        Task dropped = store.Host!.DropAsync("s", fails, CancellationToken.None);
        hindrance.LetGo();

        await life.FailsAsync<InvalidTimeZoneException>(dropped);
        Assert.Equal((2, 3), (await life.EndAsync(call), await life.AddAsync(a, "s")));
    }
}
