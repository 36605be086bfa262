using System.Diagnostics;
using RedisAi.Testing;

namespace RedisAi.Soak.Memory;

/// <summary>What the process has, while nothing goes on.</summary>
/// <param name="At">Since the beginning.</param>
/// <param name="Counts">What must be back at what it was: buffers, native objects, open files.</param>
/// <param name="Values">What may vary a little: memory, threads, timers. By the names of <see cref="FlatCheck"/>.</param>
internal sealed record Sample(TimeSpan At, IReadOnlyDictionary<string, long> Counts, IReadOnlyDictionary<string, double> Values)
{
    public const string OpenFiles = "open files";

    private const double Megabyte = 1 << 20;

    public static Sample Take(TimeSpan at)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using Process process = Process.GetCurrentProcess();
        return new Sample(at, Count(), new Dictionary<string, double>
        {
            [FlatCheck.Managed] = GC.GetTotalMemory(forceFullCollection: false) / Megabyte,
            [FlatCheck.Native] = (NativeHeap.BytesInUse ?? 0) / Megabyte,
            [FlatCheck.Resident] = process.WorkingSet64 / Megabyte,
            [FlatCheck.Threads] = process.Threads.Count,
            [FlatCheck.Timers] = Timer.ActiveCount,
        });
    }

    /// <summary>Counts what must be back at what it was.</summary>
    public static Dictionary<string, long> Count() => new(LeakCheck.Count()) { [OpenFiles] = CountFiles() };

    public override string ToString() =>
        $"{string.Join(", ", Values.Select(static pair => $"{pair.Key} {pair.Value:F1}"))}, {string.Join(", ", Counts.Select(static pair => $"{pair.Value} {pair.Key}"))}";

    /// <summary>Those of assemblies do not count: they are opened once each, when code of theirs is first called.</summary>
    private static long CountFiles() => !Directory.Exists("/proc/self/fd") ? 0
        : new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(static file => file.LinkTarget is { } target && !target.EndsWith(".dll", StringComparison.Ordinal));
}
