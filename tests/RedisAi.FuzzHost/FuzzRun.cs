namespace RedisAi.FuzzHost;

/// <summary>Goes through a range of damaged files, and says before each which it is, so that the parent knows who ended the process.</summary>
internal sealed class FuzzRun(string corpus, int seed, IFuzzTarget target)
{
    private readonly Mutator _mutator = new(seed, [.. Directory.EnumerateFiles(corpus).Where(target.Takes).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]);

    /// <summary>Writes "start INDEX DESCRIPTION", then "WORD INDEX" or "wrong INDEX REASON", for each; "end" at last.</summary>
    public async Task RunAsync(int first, int count)
    {
        using Watchdog watchdog = new();
        for (int index = first; index < Math.Min(first + count, target.Count); index++)
        {
            Console.WriteLine($"start {index} {target.Describe(index)}");
            watchdog.Restart();
            Console.WriteLine(await DescribeAsync(index));
        }

        Console.WriteLine("end");
    }

    private async Task<string> DescribeAsync(int index)
    {
        try
        {
            return $"{await target.TakeAsync(index, target.Damage(_mutator, index))} {index}";
        }
#pragma warning disable CA1031 // Whatever it is, the parent hears of it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return $"wrong {index} {error.ToString().ReplaceLineEndings(" ")}";
        }
    }
}
