using RedisAi.Backends.TfLite.Format;
using RedisAi.Backends.TfLite.Rewriting;
using RedisAi.FuzzHost;
using RedisAi.Testing;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Damaged files, as far as our own code reads them, in this process: it throws what it may throw, and takes no more memory than a file can ask for.</summary>
public sealed class GraphReaderFuzzTests
{
    private const int Seed = 20260102;
    private const int Count = 20_000;

    /// <summary>Each byte of a file may be visited a few times, and becomes a few bytes of objects.</summary>
    private const int BytesForEachByte = 500;

    private static byte[][] Corpus => [.. Directory.EnumerateFiles(TestData.Path("tflite"), "*.tflite").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        Mutator mutator = new(Seed, Corpus);
        int read = 0;
        for (int index = 0; index < Count; index++)
        {
            read += IsRead(mutator.Damage(index)) ? 1 : 0;
        }

        Assert.InRange(read, 1, Count - 1);
    }

    [Fact]
    public void Every_cut_of_a_file_is_refused()
    {
        byte[] whole = TfLiteModels.Bytes("two_inputs");
        for (int length = 0; length < whole.Length - 8; length++)
        {
            Assert.False(IsRead(whole[..length]), $"{length} of {whole.Length} bytes are read.");
        }
    }

    [Fact]
    public void Every_byte_may_be_any_extreme()
    {
        byte[] whole = TfLiteModels.Bytes("two_inputs");
        for (int place = 0; place < whole.Length; place++)
        {
            foreach (byte value in (ReadOnlySpan<byte>)[0x00, 0x01, 0x7F, 0x80, 0xFF])
            {
                byte[] damaged = [.. whole];
                damaged[place] = value;
                IsRead(damaged);
            }
        }
    }

    private static bool IsRead(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isRead = false;
        try
        {
            GraphFacts facts = GraphReader.Read(ChannelScales.Rewrite(bytes) ?? bytes);
            isRead = facts.Signature.Inputs.Count == facts.InputShapes.Length;
        }
        catch (ModelLoadException error)
        {
            Assert.NotEmpty(error.Message);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000 + ((long)bytes.Length * BytesForEachByte));
        return isRead;
    }
}
