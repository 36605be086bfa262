using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Sharing;

/// <summary>Sessions that a process loses while it works on them: no step is applied twice, and none that was answered is lost.</summary>
public sealed class LostSessionTests
{
    [Fact]
    public async Task A_write_of_a_former_owner_is_refused_and_its_step_is_not_applied()
    {
        await using SharingLife life = new();
        FakeSharedStore former = life.Store("a");
        RedisAiEngine a = await life.StartAsync(former);
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");
        former.IsSilent = true;
        former.IsDelayed = true;
        Assert.Equal(2, await life.AddAsync(b, "s"));

        SessionMovedException moved = await life.FailsAsync<SessionMovedException>(SharingLife.Begin(a, "s"));

        Assert.Equal(("s", "b"), (moved.Session, moved.Owner));
        Assert.Equal(2, life.Server.StateOf("s/m/sum"));
        former.IsSilent = false;
        former.IsDelayed = false;
        Assert.Equal(3, await life.AddAsync(a, "s"));
    }

    [Fact]
    public async Task A_step_that_was_under_way_when_the_session_was_lost_is_not_applied()
    {
        await using SharingLife life = new();
        FakeSharedStore store = life.Store("a");
        RedisAiEngine a = await life.StartAsync(store);
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");
        using Hindrance hindrance = new(life);
        Task<float> late = SharingLife.Begin(a, "s");
        hindrance.AwaitRun();

        store.IsSilent = true;
        Assert.Equal(2, await life.AddAsync(b, "s"));
        hindrance.LetGo();

        SessionMovedException moved = await life.FailsAsync<SessionMovedException>(late);
        Assert.Equal("s", moved.Session);
        store.IsSilent = false;
        Assert.Equal(3, await life.AddAsync(a, "s"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_step_is_not_applied_to_states_that_another_model_has_brought_back_meanwhile(bool writesThrough)
    {
        await using SharingLife life = new();
        FakeSharedStore store = new(life.Server, "a") { WritesThrough = writesThrough };
        RedisAiEngine a = await life.StartAsync(store);
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");
        await a.FlushAsync();
        using Hindrance hindrance = new(life);
        Task<float> late = SharingLife.Begin(a, "s");
        hindrance.AwaitRun();

        store.IsSilent = true;
        Assert.Equal(2, await life.AddAsync(b, "s"));
        store.IsSilent = false;
        Assert.Equal(1, await life.AddAsync(a, "s", model: "n"));
        hindrance.LetGo();

        await life.FailsAsync<SessionMovedException>(late);
        Assert.Equal(3, await life.AddAsync(a, "s"));
    }

    [Fact]
    public async Task A_session_that_is_lost_before_its_states_are_read_is_taken_once_more()
    {
        await using SharingLife life = new();
        FakeSharedStore store = life.Store("a");
        RedisAiEngine a = await life.StartAsync(store);
        int takes = 0;
        store.Held.Taken = session =>
        {
            if (++takes == 1)
            {
                store.Held.Lose(session);
            }
        };

        Assert.Equal(1, await life.AddAsync(a, "s"));
        Assert.Equal(2, takes);
    }

    [Fact]
    public async Task A_session_that_is_lost_again_and_again_fails_the_call()
    {
        await using SharingLife life = new();
        FakeSharedStore store = life.Store("a");
        RedisAiEngine a = await life.StartAsync(store);
        int takes = 0;
        store.Held.Taken = session =>
        {
            takes++;
            store.Held.Lose(session);
        };

        SessionMovedException moved = await life.FailsAsync<SessionMovedException>(SharingLife.Begin(a, "s"));

        Assert.Equal(("s", null, 2), (moved.Session, moved.Owner, takes));
        store.Held.Taken = null;
        Assert.Equal(1, await life.AddAsync(a, "s"));
    }

    [Fact]
    public async Task A_write_that_does_not_get_through_fails_its_own_call_only()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(
            life.Store("a"),
            new ModelOptions
            {
                WarmUp = false,
                States = { new ModelState("sum", "sumN") },
                Batching = { Mode = BatchingMode.On, MinBatchSize = 3, MinBatchTimeout = TimeSpan.FromSeconds(5) },
            });
        string[] sessions = ["1", "2", "3"];
        await life.EndAsync(Task.WhenAll([.. sessions.Select(session => SharingLife.BeginHere(a, session))]));
        int runs = 0;
        life.Running = _ => Interlocked.Increment(ref runs);
        life.Server.IsUnreachable = static session => session == "2";

        Task<float>[] calls = [.. sessions.Select(session => SharingLife.BeginHere(a, session))];
        SharedStoreException error = await life.FailsAsync<SharedStoreException>(calls[1]);

        Assert.Equal("fake", error.Store);
        Assert.Equal((2, 2), (await life.EndAsync(calls[0]), await life.EndAsync(calls[2])));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_call_is_answered_when_the_server_has_its_states_where_writes_go_through()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(life.Store("a"));
        await life.AddAsync(a, "s");
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        life.Server.Gate = gate.Task;
        int writes = life.Server.Writes;

        Task<float> first = SharingLife.Begin(a, "s");
        await Eventually.HoldsAsync(() => a.Models.GetInfo("m").Statistics.Calls >= 2, "the run of the call");
        Task<float> second = SharingLife.Begin(a, "s");
        await Eventually.HoldsAsync(() => a.Models.GetInfo("m").Statistics.Calls >= 3, "the run of the call after it, which does not wait for the write");
        Assert.False(first.IsCompleted || second.IsCompleted);
        Assert.Equal(writes, life.Server.Writes);
        gate.SetResult();

        Assert.Equal((2, 3), (await life.EndAsync(first), await life.EndAsync(second)));
        Assert.Equal(3, life.Server.StateOf("s/m/sum"));
    }

    [Fact]
    public async Task A_session_whose_write_is_under_way_is_handed_over_with_it()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(life.Store("a"));
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        life.Server.Gate = gate.Task;
        Task<float> first = SharingLife.Begin(a, "s");
        await Eventually.HoldsAsync(() => a.Models.GetInfo("m").Statistics.Calls >= 2, "the run of the call");

        Task<float> second = SharingLife.Begin(b, "s");
        await Eventually.HoldsAsync(
            () =>
            {
                life.Time.Advance(TimeSpan.FromMilliseconds(50));
                return life.Server.OwnerOf("s")?.Address == "b";
            },
            "the session at its new owner");
        gate.SetResult();

        Assert.Equal((2, 3), (await life.EndAsync(first), await life.EndAsync(second)));
    }
}
