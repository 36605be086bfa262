using System.Globalization;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>Has damaged files tried, and tells how that went.</summary>
/// <remarks>The damage is the same in each run; the environment variable <c>FUZZ_SEED</c> gives other, and <c>FUZZ_COUNT</c> more or less of it.</remarks>
public static class FuzzCampaign
{
    private const int DefaultSeed = 20260101;

    /// <param name="kind">What RedisAi.FuzzHost is to do.</param>
    /// <param name="corpus">The folder of undamaged files.</param>
    /// <param name="plan">How many to try.</param>
    /// <param name="library">The environment variable that names the native library, and its value.</param>
    /// <param name="output">Where the report goes.</param>
    public static async Task<FuzzReport> RunAsync(string kind, TemporaryFolder corpus, FuzzPlan plan, (string Variable, string Path) library, ITestOutputHelper output)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(output);
        int seed = Environment.GetEnvironmentVariable("FUZZ_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultSeed;
        using TemporaryFolder scratch = new();
        FuzzReport report = await new FuzzParent(kind, corpus.Path, scratch.Path, seed, plan, library).RunAsync();

        output.WriteLine($"FUZZ_SEED={seed}: {report}");
        TestContext.Current.SendDiagnosticMessage($"{kind}, FUZZ_SEED={seed}: {report}");
        Assert.True(report.IsComplete || report.Tried >= plan.Least, $"Only {report.Tried} files were tried within {plan.Longest}, not the {plan.Least} that are the least.");
        return report;
    }
}
