using RedisAi.Backends.TfLite.Interop;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Damaged files are given to processes of their own, which a damaged model may end: the library computes in this process otherwise.</summary>
/// <remarks>The damage is the same in each run; the environment variable <c>FUZZ_SEED</c> gives other, and <c>FUZZ_COUNT</c> more or less of it.</remarks>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int DefaultCount = 4_000;

    /// <summary>Models that end the process or hang, of all that are tried. It is the library that does, and the checks before it cannot know of all that its operators do.</summary>
    private const int TriedForEachDeath = 1_000;

    [Fact]
    public async Task Mutated_models_never_touch_the_store_and_are_refused_or_run()
    {
        using TemporaryFolder corpus = new();
        foreach (FileInfo model in new DirectoryInfo(TestData.Path("tflite")).EnumerateFiles("*.tflite"))
        {
            model.CopyTo(corpus[model.Name]);
        }

        FuzzReport report = await FuzzCampaign.RunAsync("tflite", corpus, FuzzPlan.Of(DefaultCount), (TfLiteLibrary.EnvironmentVariable, TfLiteRuntime.Load(null).Path), output);

        Assert.True(report.Failures.Count == 0, string.Join(Environment.NewLine, report.Failures));
        Assert.InRange(report.Counts["refused"], 1, int.MaxValue);
        Assert.InRange(report.Counts["ran"], 1, int.MaxValue);
        Assert.InRange(report.Deaths.Count, 0, Math.Max(1, report.Tried / TriedForEachDeath));
    }
}
