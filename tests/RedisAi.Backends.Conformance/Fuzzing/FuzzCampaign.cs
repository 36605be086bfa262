using System.Globalization;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>Has damaged files tried, and tells how that went.</summary>
/// <remarks>The damage is the same in each run; the environment variable <c>FUZZ_SEED</c> gives other, and <c>FUZZ_COUNT</c> more or less of it.</remarks>
public static class FuzzCampaign
{
    private const int DefaultSeed = 20260101;

    private static readonly TimeSpan s_budget = TimeSpan.FromSeconds(45);

    /// <param name="kind">What RedisAi.FuzzHost is to do.</param>
    /// <param name="corpus">The folder of undamaged files.</param>
    /// <param name="count">How many to try; see <see cref="Count"/>.</param>
    /// <param name="library">The environment variable that names the native library, and its value.</param>
    /// <param name="output">Where the report goes.</param>
    public static async Task<FuzzReport> RunAsync(string kind, TemporaryFolder corpus, int count, (string Variable, string Path) library, ITestOutputHelper output)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(output);
        int seed = Setting("FUZZ_SEED", DefaultSeed);
        FuzzReport report = await new FuzzParent(kind, corpus.Path, seed, count, s_budget, library).RunAsync();

        output.WriteLine($"FUZZ_SEED={seed}: {report}");
        TestContext.Current.SendDiagnosticMessage($"{kind}, FUZZ_SEED={seed}: {report}");
        return report;
    }

    /// <summary>How many files to try.</summary>
    /// <param name="byDefault">Unless the environment says otherwise.</param>
    public static int Count(int byDefault) => Setting("FUZZ_COUNT", byDefault);

    private static int Setting(string name, int byDefault) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : byDefault;
}
