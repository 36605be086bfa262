using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>The end of a session that has states of two models.</summary>
public sealed class SessionEndTests
{
    [Fact]
    public async Task End_comes_after_the_calls_of_both_models_that_were_accepted_before_and_before_those_behind_it()
    {
        await using SimulatedSessions sessions = await TwoModelsAsync();
        Task<long[]>[] before = [sessions.CallAsync("a", 1), sessions.CallAsync("a", 2), sessions.CallAsync("a", 3, model: "n")];
        Task end = sessions.Engine.EndSessionAsync("a");
        Task<long[]>[] behind = [sessions.CallAsync("a", 4), sessions.CallAsync("a", 5, model: "n"), sessions.CallAsync("a", 6, model: "n")];

        sessions.Threads.RunAll();
        await Eventually.EndsAsync(end);

        Assert.Equal([[0, 0, 1, 1], [2, 1, 2, 1], [0, 0, 3, 2]], await Task.WhenAll(before));
        Assert.Equal([[0, 0, 4, 1], [0, 0, 5, 2], [7, 1, 6, 2]], await Task.WhenAll(behind));
    }

    [Fact]
    public async Task End_waits_for_the_model_whose_calls_take_longest()
    {
        await using SimulatedSessions sessions = await TwoModelsAsync();
        Task<long[]>[] calls = [sessions.CallAsync("a", 1), sessions.CallAsync("a", 2, model: "n")];
        Task end = sessions.Engine.EndSessionAsync("a");

        // The run of the one model, and not of the other.
        sessions.Threads.Step();
        string[] left = Keys(sessions);
        bool early = end.IsCompleted;
        sessions.Threads.RunAll();
        await Eventually.EndsAsync(end);

        Assert.Equal((0, false), (left.Length, early));
        Assert.Empty(Keys(sessions));
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Other_sessions_go_on_where_they_were()
    {
        await using SimulatedSessions sessions = await TwoModelsAsync();
        foreach (string session in (string[])["a", "b", "a/b", "a%2Fb"])
        {
            _ = sessions.CallAsync(session, 1);
            _ = sessions.CallAsync(session, 2, model: "n");
        }

        sessions.Threads.RunAll();
        await Eventually.EndsAsync(sessions.Engine.EndSessionAsync("a"));
        Task<long[]>[] next = [sessions.CallAsync("a", 3), sessions.CallAsync("b", 3), sessions.CallAsync("a/b", 3, model: "n"), sessions.CallAsync("a%2Fb", 3, model: "n")];
        sessions.Threads.RunAll();

        Assert.Equal([[0, 0, 3, 1], [2, 1, 3, 1], [4, 1, 3, 2], [4, 1, 3, 2]], await Task.WhenAll(next));
    }

    [Fact]
    public async Task End_that_is_cancelled_while_it_waits_ends_nothing_where_it_waited()
    {
        await using SimulatedSessions sessions = await TwoModelsAsync();
        Task<long[]> first = sessions.CallAsync("a", 1);
        using CancellationTokenSource cancellation = new();
        Task end = sessions.Engine.EndSessionAsync("a", cancellation.Token);

        await cancellation.CancelAsync();
        Task<long[]> second = sessions.CallAsync("a", 2);
        sessions.Threads.RunAll();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndsAsync(end));
        Assert.Equal([[0, 0, 1, 1], [2, 1, 2, 1]], await Task.WhenAll(first, second));
    }

    [Fact]
    public async Task Token_that_outlives_an_end_which_had_to_wait_keeps_nothing_of_it()
    {
        using CancellationTokenSource longLived = new();

        WeakReference ended = await EndAsync(longLived.Token);

        // The threads of the pool may still have it in their hands for a moment.
        await Eventually.HoldsAsync(() => IsGone(ended), "the store, to which the end led, to be collected");

        static async Task<WeakReference> EndAsync(CancellationToken cancellationToken)
        {
            await using SimulatedSessions sessions = await TwoModelsAsync();
            Task<long[]> call = sessions.CallAsync("a", 1);
            Task end = sessions.Engine.EndSessionAsync("a", cancellationToken);
            Assert.False(end.IsCompleted);
            sessions.Threads.RunAll();
            await call;
            await Eventually.EndsAsync(end);
            return new WeakReference(sessions.Engine.Tensors);
        }

        static bool IsGone(WeakReference reference)
        {
            GC.Collect();
            return !reference.IsAlive;
        }
    }

    private static async Task<SimulatedSessions> TwoModelsAsync()
    {
        SimulatedSessions sessions = await SimulatedSessions.CreateAsync();
        await sessions.StoreAsync("n");
        return sessions;
    }

    private static string[] Keys(SimulatedSessions sessions) => [.. sessions.Engine.Tensors.Keys()];
}
