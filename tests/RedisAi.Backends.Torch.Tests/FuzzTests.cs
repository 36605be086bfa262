using RedisAi.Backends.Torch.Interop;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Damaged archives and scripts are given to processes of their own, which a damaged archive may end: libtorch reads it in this process otherwise.</summary>
/// <remarks>
/// The damage is the same in each run; the environment variable <c>FUZZ_SEED</c> gives other, and <c>FUZZ_COUNT</c> more or less of it.
/// </remarks>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int DefaultCount = 3_000;

    /// <summary>A script takes 2 ms.</summary>
    private const int DefaultSourceCount = 10_000;

    /// <summary>Larger models would only make the damage rarer in places that matter.</summary>
    private const int MaxModelBytes = 40_000;

    /// <summary>These are refused undamaged, or loop on most inputs.</summary>
    private static readonly string[] s_leftOut = ["saves_", "reads_", "list_first", "raises", "slow"];

    [Fact]
    public async Task Mutated_archives_never_touch_the_store_and_are_refused_or_run()
    {
        using TemporaryFolder corpus = new();
        foreach (FileInfo model in new DirectoryInfo(TestData.Path("torch")).EnumerateFiles("*.pt").Where(static file => file.Length < MaxModelBytes))
        {
            if (!Array.Exists(s_leftOut, name => model.Name.StartsWith(name, StringComparison.Ordinal)))
            {
                model.CopyTo(corpus[model.Name]);
            }
        }

        FuzzReport report = await RunAsync("torch", corpus, FuzzPlan.Of(DefaultCount));

        Assert.True(report.Failures.Count == 0, string.Join(Environment.NewLine, report.Failures));
        Assert.InRange(report.Counts["refused"], 1, int.MaxValue);
        Assert.InRange(report.Counts["ran"], 1, int.MaxValue);
        Assert.True(report.Deaths.Count == 0, string.Join(Environment.NewLine, report.Deaths));
    }

    [Fact]
    public async Task Mutated_scripts_are_compiled_or_refused()
    {
        using TemporaryFolder corpus = new();
        foreach (FileInfo script in new DirectoryInfo(TestData.Path("scripts")).EnumerateFiles("*.py"))
        {
            script.CopyTo(corpus[script.Name]);
        }

        FuzzReport report = await RunAsync("source", corpus, FuzzPlan.Of(DefaultSourceCount));

        Assert.True(report.Failures.Count == 0, string.Join(Environment.NewLine, report.Failures));
        Assert.True(report.Deaths.Count == 0, string.Join(Environment.NewLine, report.Deaths));
        Assert.InRange(report.Counts["refused"], 1, int.MaxValue);
        Assert.InRange(report.Counts["loaded"], 1, int.MaxValue);
    }

    [Fact]
    public async Task Scripts_that_are_to_be_damaged_compile_undamaged()
    {
        foreach (string path in Directory.EnumerateFiles(TestData.Path("scripts"), "*.py"))
        {
            await using RedisAiEngine ai = TorchModels.Engine();
            await ai.Scripts.StoreAsync("s", ScriptSource.FromFile(path));
            Assert.NotEmpty(ai.Scripts["s"].Functions);
        }
    }

    [Fact]
    public async Task Scripts_that_nest_or_repeat_too_much_are_refused_or_run_and_nothing_worse()
    {
        using TemporaryFolder corpus = new();

        FuzzReport report = await RunAsync("deep", corpus, FuzzPlan.All);

        Assert.True(report.Failures.Count == 0, string.Join(Environment.NewLine, report.Failures));
        Assert.True(report.Deaths.Count == 0, string.Join(Environment.NewLine, report.Deaths));
        Assert.InRange(report.Counts["refused"], 1, int.MaxValue);
        Assert.InRange(report.Counts["ran"], 1, int.MaxValue);
    }

    private Task<FuzzReport> RunAsync(string kind, TemporaryFolder corpus, FuzzPlan plan) =>
        FuzzCampaign.RunAsync(kind, corpus, plan, (TorchRuntime.EnvironmentVariable, TorchRuntime.Load(null).Path), output);
}
