namespace RedisAi.Cli.Benching;

/// <summary>Measures calls: so many callers, each of which waits for its answer before it asks again.</summary>
internal static class CallerMeasurement
{
    private const int LeastCalls = 3;

    /// <param name="models">Where the model is.</param>
    /// <param name="key">Its key.</param>
    /// <param name="inputs">One row; stays the caller's.</param>
    /// <param name="callers">How many there are.</param>
    /// <param name="duration">How long it is measured, at least.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<CallerPoint> MeasureAsync(
        IModelRegistry models, string key, AiTensor?[] inputs, int callers, TimeSpan duration, TimeProvider time, CancellationToken cancellationToken)
    {
        IModel model = models[key];

        // The engine learns what runs of several rows cost.
        await CallAsync(duration / 4).ConfigureAwait(false);
        RunStatistics before = models.GetInfo(key).Statistics;
        long started = time.GetTimestamp();
        IEnumerable<long> ticks = await CallAsync(duration).ConfigureAwait(false);
        double seconds = time.GetElapsedTime(started).TotalSeconds;
        RunStatistics after = models.GetInfo(key).Statistics;
        Latencies latencies = new(ticks, time.TimestampFrequency);
        double runs = Math.Max(1, after.Runs - before.Runs);
        return new CallerPoint(callers, latencies.Count / seconds, (after.Calls - before.Calls) / runs, latencies.Percentile(0.5), latencies.Percentile(0.99));

        async Task<IEnumerable<long>> CallAsync(TimeSpan howLong)
        {
            long end = time.GetTimestamp() + (long)(howLong.TotalSeconds * time.TimestampFrequency);
            List<long>[] calls = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallerAsync(end), cancellationToken))).ConfigureAwait(false);
            return calls.SelectMany(static took => took);
        }

        async Task<List<long>> CallerAsync(long end)
        {
            List<long> took = [];
            long last = time.GetTimestamp();
            while (took.Count < LeastCalls || last < end)
            {
                await default(Turn);
                (await model.RunAsync(inputs!, cancellationToken: cancellationToken).ConfigureAwait(false)).Dispose();
                long now = time.GetTimestamp();
                took.Add(now - last);
                last = now;
            }

            return took;
        }
    }
}
