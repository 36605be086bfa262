using RedisAi.Diagnostics;

namespace RedisAi.Execution;

/// <summary>What one slot has run. Written by the one call that has the slot, so nothing is atomic; readers add up the slots.</summary>
internal sealed class RunCounters
{
    private readonly RunHistogram _histogram = new();
    private long _calls;
    private long _errors;
    private long _samples;
    private long _ticks;

    public void Succeeded(long ticks, long samples)
    {
        _samples += samples;
        _ticks += ticks;
        _histogram.Record(ticks);
        Volatile.Write(ref _calls, _calls + 1);
    }

    public void Failed()
    {
        _errors++;
        Volatile.Write(ref _calls, _calls + 1);
    }

    public static ModelStatistics Sum(IEnumerable<RunCounters> all, long ticksPerSecond)
    {
        long[] counts = RunHistogram.CreateCounts();
        (long calls, long errors, long samples, long ticks) = (0, 0, 0, 0);
        foreach (RunCounters one in all)
        {
            calls += Volatile.Read(ref one._calls);
            errors += one._errors;
            samples += one._samples;
            ticks += one._ticks;
            one._histogram.AddTo(counts);
        }

        return new ModelStatistics(
            calls, errors, samples, Time(ticks), Time(RunHistogram.Percentile(counts, 0.5)), Time(RunHistogram.Percentile(counts, 0.95)), Time(RunHistogram.Percentile(counts, 0.99)));

        TimeSpan Time(double value) => TimeSpan.FromSeconds(value / ticksPerSecond);
    }
}
