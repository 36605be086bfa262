using System.Diagnostics;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>Threads, one for each core, that do the same again and again.</summary>
/// <param name="steps">What each thread does.</param>
/// <param name="rows">How many rows a step has.</param>
internal sealed class RawThreads(IReadOnlyList<Action> steps, int rows)
{
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(200);

    /// <summary>Lets all threads work for the time of a round.</summary>
    /// <returns>The nanoseconds for each row.</returns>
    public double Round()
    {
        using CancellationTokenSource stop = new();
        long started = Stopwatch.GetTimestamp();
        Task<long>[] threads = [.. steps.Select(step => Task.Factory.StartNew(() => Work(step, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        stop.Token.WaitHandle.WaitOne(s_round);
        stop.Cancel();
        long done = threads.Sum(static thread => thread.GetAwaiter().GetResult());
        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / (done * rows);
    }

    private static long Work(Action step, CancellationToken stop)
    {
        long done = 0;
        for (; !stop.IsCancellationRequested; done++)
        {
            step();
        }

        return done;
    }
}
