using System.IO.Compression;
using RedisAi.Backends;
using RedisAi.Backends.Onnx;
using RedisAi.FuzzHost;
using RedisAi.Importers.Tests.Skops;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Damaged archives: an error or a model, never a crash, and memory in proportion to the file. <c>FUZZ_COUNT</c> sets how many, <c>FUZZ_SEED</c> which.</summary>
public sealed class SkopsMutationTests
{
    /// <summary>The archives have a few kilobytes each.</summary>
    private const long MaxBytes = 64 << 20;

    private static readonly int s_count = Number("FUZZ_COUNT", 4_000);
    private static readonly int s_seed = Number("FUZZ_SEED", 1);

    [Fact]
    public void A_damaged_archive_is_an_error_or_a_model()
    {
        Mutator mutator = new(s_seed, Corpus());

        for (int i = 0; i < s_count; i++)
        {
            Import(mutator.Damage(i), i);
        }
    }

    [Fact]
    public async Task A_damaged_entry_is_an_error_or_a_model_that_the_runtime_loads_or_refuses()
    {
        byte[][] corpus = Corpus();
        await using RedisAiEngine ai = new([new OnnxBackend()]);
        int imported = 0;

        for (int i = 0; i < s_count; i++)
        {
            if (Import(DamageEntry(corpus, i), i) is not { } model)
            {
                continue;
            }

            imported++;
            try
            {
                await ai.Models.StoreAsync("m", ModelSource.FromBytes(model.Bytes));
            }
            catch (ModelLoadException)
            {
                // Sums that no longer fit each other are for the runtime to find.
            }
        }

        // Else nothing would have been tried but the reader.
        Assert.InRange(imported, s_count / 20, s_count);
    }

    private static ImportedModel? Import(byte[] bytes, int index)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            ModelContent content = SkopsText.Content(bytes);
            SkopsImporter importer = new();
            return content.IsZip && importer.Recognizes(content) ? importer.Import(content, new ModelOptions(), CancellationToken.None) : null;
        }
        catch (ModelLoadException)
        {
            return null;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Input {index} of seed {s_seed} ends with {error.GetType().Name}: {error.Message}", error);
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxBytes);
        }
    }

    /// <summary>Damages one entry and packs all anew, so that what is read of it is damaged and not the packing.</summary>
    private static byte[] DamageEntry(byte[][] corpus, int index)
    {
        Mutator mutator = new(s_seed, corpus);
        Random random = mutator.RandomOf(index);
        using ZipArchive zip = new(new MemoryStream(mutator.Pick(random)));
        (string Name, byte[] Bytes)[] entries = [.. zip.Entries.Select(static entry => (entry.FullName, ReadAll(entry)))];
        int chosen = random.Next(entries.Length);
        entries[chosen].Bytes = new Mutator(s_seed, [.. entries.Select(static entry => entry.Bytes)]).Damage(random, entries[chosen].Bytes);
        return SkopsText.Archive(entries, CompressionLevel.NoCompression);
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        byte[] bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static byte[][] Corpus() =>
    [
        .. SkopsCase.MadeNames().Select(static name => File.ReadAllBytes(SkopsCase.LoadMade(name).ModelPath)),
        .. EnsembleCase.Names.Select(static name => File.ReadAllBytes(new EnsembleCase(name).ModelPath)),
    ];

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), System.Globalization.CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
