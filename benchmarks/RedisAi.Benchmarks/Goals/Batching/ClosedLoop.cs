using System.Diagnostics;
using System.Diagnostics.Metrics;
using RedisAi.Diagnostics;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>Callers of a model that are at it all at once, each on its own task.</summary>
internal sealed class ClosedLoop(IReadOnlyList<ICaller> callers)
{
    /// <summary>How long a round takes.</summary>
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(200);

    /// <summary>How many calls were answered so far.</summary>
    public long Answered => callers.Sum(static caller => (long)caller.Answered);

    /// <summary>Lets all callers call for the time of a round.</summary>
    /// <returns>The nanoseconds for each call that was answered.</returns>
    public double Round() => Round(s_round);

    /// <inheritdoc cref="Round()"/>
    public double Round(TimeSpan time)
    {
        using CancellationTokenSource stop = new();
        long before = Answered;
        long started = Stopwatch.GetTimestamp();
        Task all = Start(int.MaxValue, stop.Token);
        stop.Token.WaitHandle.WaitOne(time);
        stop.Cancel();
        all.GetAwaiter().GetResult();
        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / (Answered - before);
    }

    /// <summary>Tells how many rows the runs have on the mean, in a round of its own, since listening takes time.</summary>
    public string RowsPerRun()
    {
        long rows = 0;
        long runs = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: EngineMetrics.Name, Name: "redisai.batch.size" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, size, _, _) =>
        {
            Interlocked.Add(ref rows, size);
            Interlocked.Increment(ref runs);
        });
        listener.Start();
        Round();
        return $"{rows / (double)runs:F1} rows per run";
    }

    /// <summary>Does so many calls, shared out to the callers.</summary>
    public void Run(int calls) => Start(calls / callers.Count, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Starts all callers.</summary>
    /// <param name="times">How many calls each one does.</param>
    /// <param name="stop">Ends them before that.</param>
    public Task Start(int times, CancellationToken stop) => Task.WhenAll(callers.Select(caller => Task.Run(() => caller.CallAsync(times, stop), CancellationToken.None)));
}
