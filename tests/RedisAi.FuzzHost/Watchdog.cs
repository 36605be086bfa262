using System.Diagnostics;

namespace RedisAi.FuzzHost;

/// <summary>Ends the process when one file takes too long: a run that hangs in the runtime cannot be stopped otherwise.</summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>The exit code by which the parent knows a hang.</summary>
    public const int ExitCode = 99;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(500);

    private readonly Timer _timer;
    private long _started = Stopwatch.GetTimestamp();

    public Watchdog() => _timer = new Timer(static state => ((Watchdog)state!).Look(), this, s_period, s_period);

    public void Restart() => Volatile.Write(ref _started, Stopwatch.GetTimestamp());

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _started)) > s_limit)
        {
            Environment.Exit(ExitCode);
        }
    }
}
