using RedisAi.Diagnostics;

namespace RedisAi.Execution;

/// <summary>What one slot has run. Written by the one call that has the slot, so nothing is atomic; readers add up the slots.</summary>
internal sealed class RunCounters
{
    /// <summary>
    /// Of the runs of a very quick model one in so many is timed, and stands for the others: reading the clock twice takes 50 ns, a run
    /// of the quickest models 1,000.
    /// </summary>
    public const int ShortRunsPerTimedOne = 8;

    private readonly RunHistogram _histogram = new();
    private long _calls;
    private long _errors;
    private long _runs;
    private long _samples;
    private long _ticks;

    public void Succeeded(int calls, long samples)
    {
        _samples += samples;
        _runs++;
        Volatile.Write(ref _calls, _calls + calls);
    }

    /// <summary>Notes how long a run took, which stands for so many runs.</summary>
    public void Timed(long ticks, int runs)
    {
        _ticks += ticks * runs;
        _histogram.Record(ticks, runs);
    }

    /// <summary>Notes a run that failed, and how many calls ended with it.</summary>
    public void Failed(int calls)
    {
        _errors += calls;
        _runs++;
        Volatile.Write(ref _calls, _calls + calls);
    }

    /// <summary>Notes calls that ended with a run that is counted already.</summary>
    public void CallsFailed(int calls)
    {
        _errors += calls;
        Volatile.Write(ref _calls, _calls + calls);
    }

    public static RunStatistics Sum(IEnumerable<RunCounters> all, long ticksPerSecond)
    {
        long[] counts = RunHistogram.CreateCounts();
        (long calls, long errors, long samples, long ticks, long runs) = (0, 0, 0, 0, 0);
        foreach (RunCounters one in all)
        {
            calls += Volatile.Read(ref one._calls);
            errors += one._errors;
            samples += one._samples;
            ticks += one._ticks;
            runs += one._runs;
            one._histogram.AddTo(counts);
        }

        return new RunStatistics(
            calls, errors, samples, Time(ticks), Time(RunHistogram.Percentile(counts, 0.5)), Time(RunHistogram.Percentile(counts, 0.95)), Time(RunHistogram.Percentile(counts, 0.99)))
        {
            Runs = runs,
        };

        TimeSpan Time(double value) => TimeSpan.FromSeconds(value / ticksPerSecond);
    }
}
