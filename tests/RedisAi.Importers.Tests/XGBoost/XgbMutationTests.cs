using RedisAi.Backends;
using RedisAi.Backends.Onnx;
using RedisAi.FuzzHost;
using RedisAi.Importers.XGBoost;

namespace RedisAi.Importers.Tests.XGBoost;

/// <summary>Damaged files are refused, or are models that run: nothing crashes, and nothing takes memory out of proportion.</summary>
public sealed class XgbMutationTests
{
    private const int Files = 6_000;
    private const int CorpusModels = 24;

    /// <summary>Far more than a file of some kilobytes needs. What a file says of sizes is believed only as far as the file goes, but for outputs, of which there may be 65,536.</summary>
    private const long MaxBytes = 64 << 20;

    /// <summary>A row of more features is not worth its memory here.</summary>
    private const int MaxFeatures = 10_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_file_is_refused_or_runs(bool json)
    {
        Mutator mutator = new(seed: json ? 2 : 1, [.. Enumerable.Range(0, CorpusModels).Select(seed => new GeneratedModel(seed).ToValues()).Select(values => json ? ValueWriter.Json(values) : ValueWriter.Ubj(values))]);
        OnnxBackend backend = new();
        XgbImporter importer = new();
        int refused = 0;
        int ran = 0;
        long most = 0;
        for (int i = 0; i < Files; i++)
        {
            byte[] file = mutator.Damage(i);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ImportedModel imported = importer.Import(new ModelContent(null, file, file, null), new ModelOptions(), TestContext.Current.CancellationToken);
                most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
                Run(backend, imported.Bytes);
                ran++;
            }
            catch (ModelLoadException)
            {
                most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
                refused++;
            }
        }

        Assert.InRange(most, 0, MaxBytes);
        Assert.InRange(refused, Files / 10, Files);
        Assert.InRange(ran, Files / 10, Files);
    }

    /// <summary>What the importer lets pass, the runtime must take.</summary>
    private static void Run(OnnxBackend backend, ReadOnlyMemory<byte> model)
    {
        using IModelSession session = backend.Load(new ModelContent(null, model, model, null), new ModelOptions(), TestContext.Current.CancellationToken);
        Assert.Equal("X", session.Signature.Inputs[0].Name);
    }
}
