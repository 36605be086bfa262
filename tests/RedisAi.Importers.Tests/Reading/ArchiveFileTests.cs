using System.IO.Compression;
using RedisAi.Importers.Reading;
using RedisAi.Importers.Tests.Skops;

namespace RedisAi.Importers.Tests.Reading;

/// <summary>An archive takes no more memory than its bytes account for.</summary>
public sealed class ArchiveFileTests
{
    [Fact]
    public void Entries_are_read_by_name()
    {
        using ArchiveFile archive = Open([("a", [1, 2]), ("b/c", [3])]);

        Assert.Equal([1, 2], archive.Read("a", 2));
        Assert.Equal([3], archive.Read("b/c", 99));
        Assert.Contains("no entry 'c'", Assert.Throws<ModelLoadException>(() => archive.Read("c", 99)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_above_the_limit_is_refused()
    {
        using ArchiveFile archive = Open([("a", [1, 2])]);

        Assert.Equal("The entry 'a' has 2 bytes; 1 are allowed.", Assert.Throws<ModelLoadException>(() => archive.Read("a", 1)).Message);
    }

    [Fact]
    public void Two_entries_of_one_name_are_refused()
    {
        ModelLoadException error = Assert.Throws<ModelLoadException>(() => Open([("a", [1]), ("a", [2])]));

        Assert.Contains("two entries 'a'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_that_the_packed_bytes_cannot_give_takes_no_memory()
    {
        byte[] bytes = SkopsText.Archive([("a", [1, 2, 3])], CompressionLevel.NoCompression);
        int directory = bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 24), 900_000_000);
        using ArchiveFile archive = ArchiveFile.Open(SkopsText.Content(bytes));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("cannot have 900000000 bytes", Assert.Throws<ModelLoadException>(() => archive.Read("a", 1 << 30)).Message, StringComparison.Ordinal);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void An_archive_that_unpacks_to_many_times_its_size_is_refused()
    {
        byte[] zeros = new byte[1 << 20];
        using ArchiveFile archive = Open([.. Enumerable.Range(0, 30).Select(index => ($"{index}", zeros))], CompressionLevel.SmallestSize);

        ModelLoadException error = Assert.Throws<ModelLoadException>(() =>
        {
            for (int index = 0; index < 30; index++)
            {
                archive.Read($"{index}", 1 << 20);
            }
        });

        Assert.Contains("64 times its size", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_archive_is_an_error()
    {
        Assert.Throws<ModelLoadException>(() => ArchiveFile.Open(SkopsText.Content([.. "PK\u0003\u0004"u8, 1, 2, 3])));
    }

    private static ArchiveFile Open((string Name, byte[] Bytes)[] entries, CompressionLevel level = CompressionLevel.NoCompression) =>
        ArchiveFile.Open(SkopsText.Content(SkopsText.Archive(entries, level)));
}
