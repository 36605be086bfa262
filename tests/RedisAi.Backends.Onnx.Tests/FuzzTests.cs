using RedisAi.Backends.Onnx.Interop;
using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Damaged files are given to processes of their own, which a damaged model may end: the runtime reads it in this process otherwise.</summary>
/// <remarks>
/// The damage is the same in each run; the environment variable <c>FUZZ_SEED</c> gives other, and <c>FUZZ_COUNT</c> more or less of it.
/// </remarks>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int DefaultCount = 4_000;

    /// <summary>Models that end the process or hang, of all that are tried. It is the runtime that does, and no caller can prevent it.</summary>
    private const int TriedForEachDeath = 500;

    /// <summary>Larger models would only make the damage rarer in places that matter.</summary>
    private const int MaxModelBytes = 40_000;

    [Fact]
    public async Task Mutated_models_never_touch_the_store_and_are_refused_or_run()
    {
        using TemporaryFolder corpus = new();
        foreach (FileInfo model in new DirectoryInfo(TestData.Path("onnx")).EnumerateFiles("*.onnx").Where(static file => file.Length < MaxModelBytes))
        {
            model.CopyTo(corpus[model.Name]);
        }

        FuzzReport report = await RunAsync("onnx", corpus);

        Assert.True(report.Failures.Count == 0, string.Join(Environment.NewLine, report.Failures));
        Assert.InRange(report.Counts["refused"], 1, int.MaxValue);
        Assert.InRange(report.Counts["ran"], 1, int.MaxValue);
        Assert.InRange(report.Deaths.Count, 0, Math.Max(1, report.Tried / TriedForEachDeath));
    }

    [Fact]
    public async Task Mutated_safetensors_files_are_loaded_whole_or_refused_and_never_touch_what_is_there()
    {
        using TemporaryFolder corpus = new();
        foreach (FileInfo file in new DirectoryInfo(TestData.Path("safetensors")).EnumerateFiles("*.safetensors"))
        {
            file.CopyTo(corpus[file.Name]);
        }

        await WriteSnapshotAsync(corpus["snapshot.safetensors"]);

        FuzzReport report = await RunAsync("safetensors", corpus);

        Assert.True(report.Failures.Count == 0, string.Join(Environment.NewLine, report.Failures));
        Assert.True(report.Deaths.Count == 0, string.Join(Environment.NewLine, report.Deaths));
        Assert.InRange(report.Counts["refused"], 1, int.MaxValue);
        Assert.InRange(report.Counts["loaded"], 1, int.MaxValue);
    }

    /// <summary>A file of our own, with what others' have not: texts, and times to live.</summary>
    private static async Task WriteSnapshotAsync(string path)
    {
        // On a clock of its own, so that the file has the same bytes each time, and far ahead, so that nothing in it has expired.
        await using RedisAiEngine ai = new(new RedisAiOptions(), [], new ManualTimeProvider(new DateTimeOffset(2500, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        using AiTensor texts = AiTensor.CreateStrings([3], ["größe", "", "山"]);
        using AiTensor numbers = OnnxModels.Filled(1.5f, 2, 3);
        ai.Tensors.Set("texts", texts);
        ai.Tensors.Set("numbers", numbers, TimeSpan.FromDays(300));
        await ai.Tensors.SaveAsync(path);
    }

    private Task<FuzzReport> RunAsync(string kind, TemporaryFolder corpus) =>
        FuzzCampaign.RunAsync(kind, corpus, FuzzPlan.Of(DefaultCount), (OrtLibrary.EnvironmentVariable, OrtRuntime.Load(null).Path), output);
}
