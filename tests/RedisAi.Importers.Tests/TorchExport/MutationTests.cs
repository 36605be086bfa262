using System.Globalization;
using RedisAi.Backends.Torch.Interop;
using RedisAi.Conformance;
using RedisAi.FuzzHost;
using RedisAi.Importers.TorchExport;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.TorchExport;

/// <summary>Damaged archives are imported or refused, and take no more memory than their size allows.</summary>
/// <remarks>The damage is the same in each run; the environment variable <c>FUZZ_SEED</c> gives other, and <c>FUZZ_COUNT</c> more or less of it.</remarks>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int DefaultSeed = 20260101;
    private const int DefaultCount = 3_000;

    /// <summary>What reading an archive may allocate: the objects of its JSON, the source, the archive that comes of it.</summary>
    private const long BytesPerByte = 40;

    private const long BytesMore = 256 << 10;

    private static readonly string[] s_names = [.. Directory
        .EnumerateFiles(TestData.Path("torch_export"), "*.pt2")
        .Select(static path => Path.GetFileNameWithoutExtension(path))
        .Order(StringComparer.Ordinal)];

    private static int Seed => Environment.GetEnvironmentVariable("FUZZ_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultSeed;

    private static int Count => Environment.GetEnvironmentVariable("FUZZ_COUNT") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultCount;

    [Fact]
    public void Damaged_archives_are_imported_or_refused_within_limits_of_memory() =>
        Import(static (mutator, index) => index % 2 == 0 ? mutator.Damage(index) : ArchiveMutator.Damage(mutator, index));

    [Fact]
    public void Graphs_with_other_numbers_and_names_are_imported_or_refused_within_limits_of_memory() => Import(GraphMutator.Damage);

    [Fact]
    public async Task Damaged_archives_end_no_process_that_loads_and_runs_what_comes_of_them()
    {
        using TemporaryFolder corpus = new();
        foreach (string name in s_names)
        {
            File.Copy(ExportFile.PathOf(name), corpus[$"{name}.pt2"]);
        }

        FuzzReport report = await FuzzCampaign.RunAsync("export", corpus, FuzzPlan.Of(DefaultCount), (TorchRuntime.EnvironmentVariable, TorchRuntime.Load(null).Path), output);

        Assert.True(report.Failures.Count == 0, string.Join(Environment.NewLine, report.Failures));
        Assert.True(report.Deaths.Count == 0, string.Join(Environment.NewLine, report.Deaths));
        Assert.InRange(report.Counts["refused"], 1, int.MaxValue);
        Assert.InRange(report.Counts["ran"], 1, int.MaxValue);
    }

    private void Import(Func<Mutator, int, byte[]> damage)
    {
        Mutator mutator = new(Seed, [.. s_names.Select(static name => File.ReadAllBytes(ExportFile.PathOf(name)))]);
        int imported = Enumerable.Range(0, Count).Sum(index => Import(index, damage(mutator, index)));
        output.WriteLine($"FUZZ_SEED={Seed}: {imported} of {Count} were imported.");
        Assert.InRange(imported, 1, Count - 1);
    }

    /// <summary>Returns 1 where an archive was imported, 0 where it was refused.</summary>
    private static int Import(int index, byte[] archive)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        int imported;
        try
        {
            imported = ExportReader.Read(new MemoryStream(archive), "cpu", CancellationToken.None).Length > 0 ? 1 : 0;
        }
        catch (ModelLoadException)
        {
            imported = 0;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= (BytesPerByte * archive.Length) + BytesMore, $"FUZZ_SEED={Seed}, archive {index}: {allocated} bytes were allocated for one of {archive.Length}.");
        return imported;
    }
}
