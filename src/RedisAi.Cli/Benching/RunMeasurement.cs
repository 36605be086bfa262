namespace RedisAi.Cli.Benching;

/// <summary>Measures runs: as many at a time as the cores have room for, each on a thread of its own, one right after the other.</summary>
internal static class RunMeasurement
{
    private const int WarmUps = 3;
    private const int LeastRuns = 3;

    /// <param name="model">Runs on its caller's thread.</param>
    /// <param name="inputs">What it is given; stays the caller's.</param>
    /// <param name="threads">The threads of a run.</param>
    /// <param name="rows">The rows of the inputs.</param>
    /// <param name="lanes">How many runs go on at a time.</param>
    /// <param name="duration">How long it is measured, at least.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<RunPoint> MeasureAsync(
        IModel model, AiTensor?[] inputs, int threads, int rows, int lanes, TimeSpan duration, TimeProvider time, CancellationToken cancellationToken)
    {
        using Barrier start = new(lanes);
        Task<(long Started, List<long> Ticks, long Ended)>[] measured =
            [.. Enumerable.Range(0, lanes).Select(_ => Task.Factory.StartNew(() => Lane(start), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        (long Started, List<long> Ticks, long Ended)[] results = await Task.WhenAll(measured).ConfigureAwait(false);

        // Rows of each lane in its own time: one that has ended leaves room to those that have not.
        double rowsPerSecond = results.Sum(lane => lane.Ticks.Count * rows / time.GetElapsedTime(lane.Started, lane.Ended).TotalSeconds);
        Latencies latencies = new(results.SelectMany(static lane => lane.Ticks), time.TimestampFrequency);
        return new RunPoint(threads, rows, lanes, rowsPerSecond, latencies.Percentile(0.5), latencies.Percentile(0.99));

        (long Started, List<long> Ticks, long Ended) Lane(Barrier barrier)
        {
            try
            {
                for (int i = 0; i < WarmUps; i++)
                {
                    model.Run(inputs!, cancellationToken: cancellationToken).Dispose();
                }
            }
            catch
            {
                // The others would wait for it.
                barrier.RemoveParticipant();
                throw;
            }

            barrier.SignalAndWait(cancellationToken);
            List<long> ticks = [];
            long started = time.GetTimestamp();
            long before = started;
            while (ticks.Count < LeastRuns || time.GetElapsedTime(started, before) < duration)
            {
                model.Run(inputs!, cancellationToken: cancellationToken).Dispose();
                long after = time.GetTimestamp();
                ticks.Add(after - before);
                before = after;
            }

            return (started, ticks, before);
        }
    }
}
