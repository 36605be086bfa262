using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Sharing;

/// <summary>How the wait for a session ends that is not to be had.</summary>
public sealed class HoldEndTests
{
    [Fact]
    public async Task A_call_that_does_not_get_its_session_in_time_is_told_who_has_it()
    {
        await using SharingLife life = new();
        FakeSharedStore mean = life.Store("a:80");
        RedisAiEngine a = await life.StartAsync(mean);
        RedisAiEngine b = await life.StartAsync(new FakeSharedStore(life.Server, "b:80") { SessionTimeout = TimeSpan.FromSeconds(30) });
        await life.AddAsync(a, "s");
        mean.IsMean = true;

        // Time goes on until this thread sees the end.
        Assert.InRange(await LastsAsync(TimeSpan.FromSeconds(2)), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20));
        Assert.InRange(await LastsAsync(timeout: null), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(50));
        mean.IsMean = false;
        Assert.Equal(2, await life.AddAsync(b, "s"));

        async Task<TimeSpan> LastsAsync(TimeSpan? timeout)
        {
            long begun = life.Time.GetTimestamp();
            SessionMovedException moved = await life.FailsAsync<SessionMovedException>(SharingLife.BeginHere(b, "s", timeout: timeout));
            Assert.Equal(("s", "a:80"), (moved.Session, moved.Owner));
            return TimeSpan.FromTicks(life.Time.GetTimestamp() - begun);
        }
    }

    [Fact]
    public async Task A_wait_for_a_session_does_not_count_as_a_wait_for_the_model()
    {
        await using SharingLife life = new() { Server = new SharedServer { LeaseTime = TimeSpan.FromSeconds(40) } };
        FakeSharedStore dead = life.Store("a");
        RedisAiEngine a = await life.StartAsync(dead);
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");
        dead.IsSilent = true;
        long died = life.Time.GetTimestamp();

        // A call that waits for its model so long is refused.
        Assert.True(new ModelOptions().MaxWait < TimeSpan.FromSeconds(20));
        Assert.Equal(2, await life.AddAsync(b, "s"));
        Assert.True(life.Time.GetTimestamp() - died > TimeSpan.FromSeconds(20).Ticks);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_fails_the_call()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(life.Store("a"));
        life.Server.IsUnreachable = static session => session == "s";

        await life.FailsAsync<SharedStoreException>(SharingLife.Begin(a, "s"));
        Assert.Equal(1, await life.AddAsync(a, "other"));
        life.Server.IsUnreachable = null;
        Assert.Equal(1, await life.AddAsync(a, "s"));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_waits_ends_at_once_and_lets_the_next_one_go_on()
    {
        await using SharingLife life = new();
        FakeSharedStore mean = life.Store("a");
        RedisAiEngine a = await life.StartAsync(mean);
        FakeSharedStore store = life.Store("b");
        RedisAiEngine b = await life.StartAsync(store);
        await life.AddAsync(a, "s");
        mean.IsMean = true;
        using CancellationTokenSource cancellation = new();
        Task<float> cancelled = SharingLife.BeginHere(b, "s", x: 100, cancellationToken: cancellation.Token);
        Task<float> next = SharingLife.BeginHere(b, "s");
        Assert.Equal(1, store.Held.Waiting);

        await cancellation.CancelAsync();

        // Time stands still meanwhile.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(cancelled));
        await Eventually.HoldsAsync(() => store.Held.Waiting == 1, "one wait, for the call that is left");
        mean.IsMean = false;
        Assert.Equal(2, await life.EndAsync(next));
    }

    [Fact]
    public async Task A_call_that_waits_for_its_session_when_the_engine_closes_ends()
    {
        await using SharingLife life = new();
        FakeSharedStore mean = life.Store("a");
        RedisAiEngine a = await life.StartAsync(mean);
        FakeSharedStore store = life.Store("b");
        RedisAiEngine b = await life.StartAsync(store, shutdown: TimeSpan.FromSeconds(1));
        await life.AddAsync(a, "s");
        mean.IsMean = true;
        Task<float> call = SharingLife.BeginHere(b, "s");
        Assert.Equal(1, store.Held.Waiting);

        Task closed = b.DisposeAsync().AsTask();
        await life.FailsAsync<ObjectDisposedException>(call);
        await life.EndAsync(closed);

        await Eventually.HoldsAsync(() => store.Held.Waiting == 0, "no wait is left");
        Assert.Equal(2, await life.AddAsync(a, "s"));
    }

    [Fact]
    public async Task A_version_that_is_replaced_while_a_call_waits_for_its_session_answers_it()
    {
        await using SharingLife life = new();
        FakeSharedStore mean = life.Store("a");
        RedisAiEngine a = await life.StartAsync(mean);
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");
        mean.IsMean = true;
        Task<float> call = SharingLife.BeginHere(b, "s");

        await b.Models.StoreAsync("m", life.Adder("m", scale: 10), SharingLife.Options());
        mean.IsMean = false;

        Assert.Equal(2, await life.EndAsync(call));
        Assert.Equal((3, 1), (await life.AddAsync(b, "s"), await life.AddAsync(b, "new")));
        Assert.Equal((4, 11), (await life.AddAsync(b, "s"), await life.AddAsync(b, "new")));
    }
}
