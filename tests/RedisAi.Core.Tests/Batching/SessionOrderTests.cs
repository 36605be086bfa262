using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class SessionOrderTests
{
    [Fact]
    public async Task Calls_of_one_session_run_one_after_the_other_and_those_of_others_beside_them()
    {
        await using SimulatedSessions sessions = await SimulatedSessions.CreateAsync();
        Task<long[]>[] calls = [sessions.CallAsync("a", 1), sessions.CallAsync("a", 2), sessions.CallAsync("b", 3)];

        sessions.Threads.RunAll();

        Assert.Equal([2, 1], sessions.Runs);
        Assert.Equal([[0, 0, 1, 1], [2, 1, 2, 1], [0, 0, 3, 1]], await Task.WhenAll(calls));
    }

    [Fact]
    public async Task Call_that_waits_for_its_session_ends_when_its_time_is_over_and_leaves_the_state_alone()
    {
        await using SimulatedSessions sessions = await SimulatedSessions.CreateAsync();
        Task<long[]> first = sessions.CallAsync("a", 1);
        Task<long[]> hurried = sessions.CallAsync("a", 2, TimeSpan.FromMilliseconds(10));
        Task<long[]> third = sessions.CallAsync("a", 3);

        sessions.Time.Advance(TimeSpan.FromMilliseconds(10));
        sessions.Threads.CompleteAll();
        bool isOver = hurried.IsCompleted;
        sessions.Threads.RunAll();

        Assert.True(isOver);
        await Assert.ThrowsAsync<TimeoutException>(() => hurried);
        Assert.Equal([[0, 0, 1, 1], [2, 1, 3, 1]], await Task.WhenAll(first, third));
    }

    [Fact]
    public async Task End_of_a_session_comes_after_the_calls_before_it_and_before_those_behind_it()
    {
        await using SimulatedSessions sessions = await SimulatedSessions.CreateAsync();
        Task<long[]> before = sessions.CallAsync("a", 1);
        Task end = sessions.Engine.EndSessionAsync("a");
        Task<long[]> behind = sessions.CallAsync("a", 2);

        sessions.Threads.RunAll();
        await Eventually.EndsAsync(end);

        Assert.Equal([[0, 0, 1, 1], [0, 0, 2, 1]], await Task.WhenAll(before, behind));
    }

    [Fact]
    public async Task Session_that_was_ended_and_is_in_mid_state_again_stays_on_its_version()
    {
        await using SimulatedSessions sessions = await SimulatedSessions.CreateAsync(promotion: SessionPromotion.KeepVersion);
        Task<long[]> before = sessions.CallAsync("a", 1);
        Task end = sessions.Engine.EndSessionAsync("a");
        Task<long[]> behind = sessions.CallAsync("a", 2);
        sessions.Threads.RunAll();
        await Eventually.EndsAsync(end);

        await sessions.Engine.Models.StoreAsync("m", SimulatedBackend.Source);
        Task<long[]> after = sessions.CallAsync("a", 3);
        sessions.Threads.RunAll();

        Assert.Equal([[0, 0, 1, 1], [0, 0, 2, 1], [3, 1, 3, 1]], await Task.WhenAll(before, behind, after));
    }

    [Fact]
    public async Task Call_that_waits_for_its_session_longer_than_max_wait_is_refused()
    {
        await using SimulatedSessions sessions = await SimulatedSessions.CreateAsync(maxWaitMs: 20);
        Task<TimeSpan?> first = sessions.TryCallAsync("a", 1);
        sessions.Time.Advance(TimeSpan.FromMilliseconds(5));
        Task<TimeSpan?> second = sessions.TryCallAsync("a", 2);

        sessions.Time.Advance(TimeSpan.FromMilliseconds(19));
        sessions.Threads.CompleteAll();
        bool early = second.IsCompleted;
        sessions.Time.Advance(TimeSpan.FromMilliseconds(1));
        sessions.Threads.CompleteAll();
        bool isOver = second.IsCompleted;
        sessions.Threads.RunAll();

        Assert.Equal((false, true), (early, isOver));
        Assert.True(await second > TimeSpan.Zero);
        Assert.Null(await first);
        Assert.Equal(1, sessions.Engine.Models.GetInfo("m").Statistics.Calls);
    }

    [Fact]
    public async Task Calls_that_wait_for_their_sessions_count_for_those_who_come_after_them()
    {
        await using SimulatedSessions sessions = await CreateOneByOneAsync();
        Task<TimeSpan?>[] accepted = [.. Enumerable.Range(0, 4).Select(number => sessions.TryCallAsync(number < 2 ? "a" : "b", number))];

        // Two calls wait for a run, two for these: the next one would wait 8 ms, and the one after that 10.
        Task<TimeSpan?> last = sessions.TryCallAsync("c", 1);
        Task<TimeSpan?> refused = sessions.TryCallAsync("d", 1);
        bool atOnce = refused.IsCompleted;
        sessions.Threads.RunAll();

        Assert.True(atOnce);
        Assert.InRange((await refused)!.Value.TotalMilliseconds, 9, 11);
        Assert.Null(await last);
        Assert.All(await Task.WhenAll(accepted), static refusal => Assert.Null(refusal));
    }

    [Fact]
    public async Task Each_call_that_waits_for_its_session_is_a_run_to_wait_for_where_calls_do_not_share_runs()
    {
        await using SimulatedSessions sessions = await CreateOneByOneAsync();
        Task<TimeSpan?>[] accepted = [.. Enumerable.Range(0, 5).Select(number => sessions.TryCallAsync("a", number))];

        // One waits for a run and four for it, one after the other: 10 ms.
        Task<TimeSpan?> refused = sessions.TryCallAsync("b", 1);
        bool atOnce = refused.IsCompleted;
        sessions.Threads.RunAll();

        Assert.True(atOnce);
        Assert.InRange((await refused)!.Value.TotalMilliseconds, 9, 11);
        Assert.All(await Task.WhenAll(accepted), static refusal => Assert.Null(refusal));
    }

    [Fact]
    public async Task Calls_of_a_session_that_fail_when_it_is_their_turn_do_not_end_the_process_however_many_they_are()
    {
        await using SimulatedSessions sessions = await SimulatedSessions.CreateAsync();
        Task<long[]> first = sessions.CallAsync("a", 1);
        IModel model = sessions.Engine.Models["m"];
        InferenceOptions options = new() { Session = "a" };
        using AiTensor twoRows = AiTensor.Create<long>([2, 1], [1, 2]);
        Task<bool>[] failing = [.. Enumerable.Range(0, ShallowThread.Many).Select(_ => IsRefusedAsync(model.RunAsync([twoRows], options)))];

        ShallowThread.Run(sessions.Threads.RunAll);
        Task<long[]> next = sessions.CallAsync("a", 2);
        sessions.Threads.RunAll();

        bool[] refused = await Task.WhenAll(failing);
        Assert.DoesNotContain(false, refused);
        Assert.Equal([[0, 0, 1, 1], [2, 1, 2, 1]], await Task.WhenAll(first, next));
    }

    [Fact]
    public async Task Ends_of_a_session_that_wait_for_a_call_do_not_end_the_process_however_many_they_are()
    {
        await using SimulatedSessions sessions = await SimulatedSessions.CreateAsync();
        Task<long[]> first = sessions.CallAsync("a", 1);
        Task[] ends = [.. Enumerable.Range(0, ShallowThread.Many).Select(_ => sessions.Engine.EndSessionAsync("a"))];

        ShallowThread.Run(sessions.Threads.RunAll);

        await Eventually.EndsAsync(Task.WhenAll(ends));
        long[] answer = await first;
        Assert.Equal([0, 0, 1, 1], answer);
        Assert.Equal(0, sessions.Engine.Tensors.Count);
    }

    private static async Task<bool> IsRefusedAsync(ValueTask<ModelResult> call)
    {
        try
        {
            (await call).Dispose();
            return false;
        }
        catch (TensorMismatchException)
        {
            return true;
        }
    }

    /// <summary>A model whose calls do not share runs, each of 2 ms as it has learned; a call waits for 9 ms at most.</summary>
    private static async Task<SimulatedSessions> CreateOneByOneAsync()
    {
        SimulatedSessions sessions = await SimulatedSessions.CreateAsync(BatchingMode.Off, maxWaitMs: 9);
        sessions.Cost = TimeSpan.FromMilliseconds(2);
        Task<TimeSpan?> learning = sessions.TryCallAsync("x", 1);
        sessions.Threads.RunAll();
        Assert.Null(await learning);
        return sessions;
    }
}
