using System.Diagnostics;
using Xunit;

namespace RedisAi.Testing;

/// <summary>Asserts that something is prompt in real time, which a busy machine lets nothing be each time.</summary>
public static class Promptness
{
    private const int Attempts = 10;

    /// <summary>Asserts that the best of some attempts is within a limit; the first that is ends them.</summary>
    /// <param name="limit">How long it may take. Other processes may have the processor just then, so one attempt tells nothing.</param>
    /// <param name="attempt">Does it once and says how long it took. Whatever else it asserts must hold each time.</param>
    public static async Task AssertAsync(TimeSpan limit, Func<Task<TimeSpan>> attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        List<TimeSpan> delays = [];
        do
        {
            delays.Add(await attempt());
        }
        while (delays[^1] > limit && delays.Count < Attempts);

        Assert.True(delays[^1] <= limit, $"It took {string.Join(", ", delays.Select(static delay => $"{delay.TotalMilliseconds:F0} ms"))}.");
    }

    /// <summary>Starts a call that does not end by itself, cancels it, and says how long it took from then on to end.</summary>
    /// <param name="start">Starts the call with a token.</param>
    /// <param name="head">How long it runs before it is cancelled.</param>
    public static async Task<TimeSpan> CancelAsync(Func<CancellationToken, Task> start, TimeSpan head)
    {
        ArgumentNullException.ThrowIfNull(start);
        using CancellationTokenSource cancellation = new();
        Task call = start(cancellation.Token);
        await Task.Delay(head, TimeProvider.System);
        Assert.False(call.IsCompleted, "The call ended before it was cancelled.");

        long asked = Stopwatch.GetTimestamp();
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        TimeSpan took = Stopwatch.GetElapsedTime(asked);
        Assert.Equal(cancellation.Token, error.CancellationToken);
        return took;
    }
}
