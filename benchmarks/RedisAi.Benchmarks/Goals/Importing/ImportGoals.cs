namespace RedisAi.Benchmarks.Goals.Importing;

/// <summary>What it takes to import models of other formats, and what they then run like.</summary>
internal static class ImportGoals
{
    private const int Rounds = 7;
    private const int Trees = 499;
    private const int SmallTrees = 3;

    public static IEnumerable<GoalRow> Rows =>
    [
        new("import-xgb-mbps", Speed),
        new("import-xgb-memory", Memory),
        new("tree-run-ratio", TreeRunGoal.Measure),
    ];

    private static Goal Speed(string name)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("redisai-goals-");
        try
        {
            (string path, string small) = Write(folder);
            double megabytes = new FileInfo(path).Length / 1e6;
            JitWarmUp.Run(() => ImportProcess.Time(small));
            double[] rounds = [.. Enumerable.Range(0, RoundCount.Of(Rounds)).Select(_ => megabytes / ImportProcess.Time(path).TotalSeconds)];
            return Goal.AtLeast(name, rounds, "MB/s", 40) with { Note = $"{megabytes:F1} MB of {Trees} trees in {megabytes / Goal.Quantile(rounds, 0.5):F2} s" };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Goal? Memory(string name)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("redisai-goals-");
        try
        {
            (string path, string small) = Write(folder);
            double mebibytes = new FileInfo(path).Length / (1024.0 * 1024.0);
            double peak = ImportProcess.PeakMiB(path, small);
            if (peak <= 0)
            {
                Console.Error.WriteLine($"{name} was not measured: this kernel does not tell the most memory that a process had.");
                return null;
            }

            return Goal.AtMost(name, peak / mebibytes, "ratio", 4) with { Note = $"{peak:F0} MiB for a file of {mebibytes:F1}" };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (string Path, string Small) Write(DirectoryInfo folder)
    {
        (string path, string small) = (Path.Combine(folder.FullName, "model.ubj"), Path.Combine(folder.FullName, "small.ubj"));
        GeneratedUbj.Write(path, Trees);
        GeneratedUbj.Write(small, SmallTrees);
        return (path, small);
    }
}
