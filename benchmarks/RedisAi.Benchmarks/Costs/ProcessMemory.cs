using System.Globalization;

namespace RedisAi.Benchmarks.Costs;

/// <summary>What the kernel says of this process, in MiB; zero where it does not tell.</summary>
internal static class ProcessMemory
{
    /// <summary>Resident now.</summary>
    public static double ResidentMiB => Read("VmRSS:");

    /// <summary>The most that was ever resident since <see cref="ResetPeak"/>.</summary>
    public static double PeakMiB => Read("VmHWM:");

    public static void ResetPeak()
    {
        if (File.Exists("/proc/self/clear_refs"))
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    public static double ManagedMiB
    {
        get
        {
            for (int i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }

            return GC.GetTotalMemory(forceFullCollection: true) / (1024.0 * 1024.0);
        }
    }

    private static double Read(string field)
    {
        string? line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) : null;
        return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) / 1024;
    }
}
