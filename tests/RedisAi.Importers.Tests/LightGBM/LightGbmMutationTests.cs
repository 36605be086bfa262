using System.Text;
using RedisAi.FuzzHost;
using RedisAi.Importers.LightGBM;

namespace RedisAi.Importers.Tests.LightGBM;

/// <summary>Thousands of damaged texts: each is refused with a reason, or is a model that runs. None takes much memory.</summary>
/// <remarks>The environment variable <c>FUZZ_COUNT</c> has more or fewer of each kind tried, and <c>FUZZ_SEED</c> others.</remarks>
public sealed class LightGbmMutationTests(ITestOutputHelper output)
{
    private const int DefaultCount = 3_000;

    /// <summary>The texts are below 40 kB; a buffer for lines and the writer's take most of it.</summary>
    private const long MaxBytes = 8 << 20;

    private static readonly string[] s_corpus =
    [
        new RandomLightGbm(1).Text(),
        new RandomLightGbm(2) { Objective = "multiclass num_class:3", Targets = 3, Rounds = 2 }.Text(),
        new RandomLightGbm(3) { Categorical = 6, MaxLeaves = 20 }.Text(),
        new RandomLightGbm(4) { Objective = "binary sigmoid:1", Averages = true, Rounds = 5 }.Text(),
        SmallLightGbm.Set("5 1"),
    ];

    [Fact]
    public async Task Texts_with_damaged_numbers_and_lines_are_refused_or_run()
    {
        LightGbmTextMutator mutator = new(Setting("FUZZ_SEED", 20), s_corpus);

        await TryAllAsync(mutator.Damage);
    }

    [Fact]
    public async Task Texts_with_damaged_bytes_are_refused_or_run()
    {
        Mutator mutator = new(Setting("FUZZ_SEED", 20), [.. s_corpus.Select(Encoding.UTF8.GetBytes)]);

        await TryAllAsync(mutator.Damage);
    }

    private async Task TryAllAsync(Func<int, byte[]> damage)
    {
        int count = Setting("FUZZ_COUNT", DefaultCount);
        int run = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] text = damage(i);
            if (TryImport(text, i))
            {
                await RunAsync(text, i);
                run++;
            }
        }

        output.WriteLine($"{run} of {count} damaged texts are models still.");
        Assert.InRange(run, count / 50, count - (count / 10));
    }

    /// <summary>Imports on this thread, whose memory can be counted.</summary>
    private static bool TryImport(byte[] text, int index)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using MemoryStream stream = new(text, writable: false);
            LightGbmModel model = LightGbmText.Read(stream, 0, CancellationToken.None);
            return LightGbmAnswers.Write(model, null, null, new ImportOptions()).Length > 0;
        }
        catch (ModelLoadException)
        {
            return false;
        }
        finally
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(bytes < MaxBytes, $"Text {index} of {text.Length} bytes took {bytes} bytes.");
        }
    }

    private static async Task RunAsync(byte[] text, int index)
    {
        if (!text.AsSpan().StartsWith("tree\nversion=v"u8))
        {
            return;
        }

        try
        {
            await using LightGbmRun run = await LightGbmRun.OfAsync(ModelSource.FromBytes(text));
            int features = (int)run.Model.Signature.Inputs[0].Shape[1];
            Assert.NotEmpty(run.Run<float>([.. Enumerable.Repeat(0.5f, features)], features));
        }
        catch (RedisAiException error)
        {
            throw new InvalidOperationException($"Text {index} was imported and does not run: {error.Message}", error);
        }
    }

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), out int value) ? value : otherwise;
}
