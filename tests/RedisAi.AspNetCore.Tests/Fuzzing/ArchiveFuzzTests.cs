using System.Formats.Tar;
using System.Globalization;
using RedisAi.AspNetCore.Deployments.Archives;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Tests.Deployments;
using RedisAi.FuzzHost;
using RedisAi.MLflow;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests.Fuzzing;

/// <summary>Gives damaged archives to the unpacker.</summary>
/// <remarks>The damage is the same in each run; the environment variable <c>FUZZ_SEED</c> gives other, and <c>FUZZ_COUNT</c> more or less of it.</remarks>
public sealed class ArchiveFuzzTests(ITestOutputHelper output)
{
    private const int DefaultSeed = 20260901;
    private const int DefaultCount = 1_000;

    private static readonly byte[][] s_archives =
    [
        .. new[] { TarEntryFormat.Pax, TarEntryFormat.Gnu, TarEntryFormat.Ustar }.Select(static format => Archives.With(format, writer =>
        {
            writer.WriteEntry(Archives.Entry(format, "MLmodel", "flavors: {}"u8.ToArray()));
            writer.WriteEntry(Archives.Entry(format, $"data/{new string('n', 90)}/model.onnx", new byte[700]));
        })),
    ];

    [Fact]
    public async Task Damaged_archives_are_refused_or_stay_within_their_folder()
    {
        int seed = Number("FUZZ_SEED", DefaultSeed);
        int count = Number("FUZZ_COUNT", DefaultCount);
        Mutator mutator = new(seed, s_archives);
        using TemporaryFolder outer = new();
        int refused = 0;
        for (int index = 0; index < count; index++)
        {
            byte[] archive = index < s_archives.Length ? s_archives[index] : WithSums(mutator.Damage(index), index);
            string folder = outer[$"{index}"];
            Directory.CreateDirectory(folder);
            try
            {
                using MemoryStream stream = new(archive);
                await new ArchiveUnpacker(stream, folder, new UploadLimits(1 << 20, 100)).UnpackAsync(TestContext.Current.CancellationToken);
                Assert.True(File.Exists(Path.Combine(folder, "MLmodel")));
            }
            catch (Exception error) when (error is MlflowException or RequestRefusedException)
            {
                refused++;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"FUZZ_SEED={seed}, input {index}: {Convert.ToHexString(archive)}", error);
            }

            Directory.Delete(folder, recursive: true);
            Assert.Empty(Directory.EnumerateFileSystemEntries(outer.Path));
        }

        output.WriteLine($"FUZZ_SEED={seed}: {count} inputs, {refused} of them refused");
        Assert.InRange(refused, count / 4, count - s_archives.Length);
    }

    /// <summary>Every other one gets right sums: others are refused for that alone.</summary>
    private static byte[] WithSums(byte[] archive, int index)
    {
        for (int start = 0; index % 2 == 0 && start + TarHeader.Bytes <= archive.Length; start += TarHeader.Bytes)
        {
            Span<byte> block = archive.AsSpan(start, TarHeader.Bytes);
            if (block.Slice(257, 5).SequenceEqual("ustar"u8))
            {
                block.Slice(148, 8).Fill((byte)' ');
                int sum = 0;
                foreach (byte value in block)
                {
                    sum += value;
                }

                System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block[148..]);
            }
        }

        return archive;
    }

    private static int Number(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
