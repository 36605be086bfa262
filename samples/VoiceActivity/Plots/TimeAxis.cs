namespace RedisAi.Samples.VoiceActivity.Plots;

/// <summary>Where a time axis has its marks, and how times are written.</summary>
internal static class TimeAxis
{
    private static readonly int[] s_steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

    /// <summary>Lists round times from zero on, as many as there is room for.</summary>
    /// <param name="duration">The length of the axis.</param>
    /// <param name="most">The most marks besides that at zero.</param>
    public static IEnumerable<TimeSpan> Marks(TimeSpan duration, int most)
    {
        int step = Array.Find(s_steps, step => duration.TotalSeconds / step <= most);
        step = step == 0 ? s_steps[^1] : step;
        for (int second = 0; second <= duration.TotalSeconds; second += step)
        {
            yield return TimeSpan.FromSeconds(second);
        }
    }

    /// <summary>Writes a time as in <c>01:02.345</c>; minutes go beyond 59.</summary>
    public static string Exact(TimeSpan time) => $"{(long)time.TotalMinutes:00}:{time.Seconds:00}.{time.Milliseconds:000}";

    /// <summary>Writes a time in whole seconds, as in <c>1:02</c>.</summary>
    public static string Short(TimeSpan time) => $"{(long)time.TotalMinutes}:{time.Seconds:00}";
}
