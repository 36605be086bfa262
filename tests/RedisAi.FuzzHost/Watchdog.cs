using System.Diagnostics;

namespace RedisAi.FuzzHost;

/// <summary>Ends the process when one file takes too long, or too much memory: what happens within the runtime cannot be stopped otherwise.</summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>The exit code by which the parent knows a hang.</summary>
    private const int HangExitCode = 99;

    /// <summary>The exit code by which the parent knows that memory was running out.</summary>
    private const int MemoryExitCode = 98;

    private const long MaxBytes = 2L << 30;

    /// <summary>Of processor time: a busy machine takes much longer for it.</summary>
    private static readonly TimeSpan s_longestWork = TimeSpan.FromSeconds(10);

    /// <summary>Of real time, for what waits for something that never comes.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(250);

    private readonly Timer _timer;
    private long _started = Stopwatch.GetTimestamp();
    private long _workBefore = WorkTicks;

    public Watchdog() => _timer = new Timer(static state => ((Watchdog)state!).Look(), this, s_period, s_period);

    private static long WorkTicks => Environment.CpuUsage.TotalTime.Ticks;

    public void Restart()
    {
        Volatile.Write(ref _workBefore, WorkTicks);
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (WorkTicks - Volatile.Read(ref _workBefore) > s_longestWork.Ticks || Stopwatch.GetElapsedTime(Volatile.Read(ref _started)) > s_longest)
        {
            Environment.Exit(HangExitCode);
        }

        if (Environment.WorkingSet > MaxBytes)
        {
            Environment.Exit(MemoryExitCode);
        }
    }
}
