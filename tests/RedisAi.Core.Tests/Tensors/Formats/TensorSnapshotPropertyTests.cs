using FsCheck;
using FsCheck.Fluent;
using RedisAi.Tensors.Formats;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Formats;

/// <summary>Random tensors, and random damage. A failure prints the seed that repeats it.</summary>
public sealed class TensorSnapshotPropertyTests : IDisposable
{
    private static readonly byte[] s_checksumKey = "\"redisai.crc32c\":\""u8.ToArray();

    private readonly TemporaryFolder _folder = new();

    private string File1 => _folder["state.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_tensors_come_back_byte_for_byte() => Prop.ForAll(TensorSpec.Lists, specs =>
    {
        StoredTensor[] written = [.. specs.Select(static spec => spec.Create())];
        TensorSnapshotFile.Write(File1, written, pieceWritten: null, CancellationToken.None);

        Assert.Equal(Contents.Describe(written), DescribeFile());
        Contents.DisposeAll(written);
    }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(400));

    [Fact]
    public void Damage_to_a_file_with_a_checksum_is_noticed()
    {
        byte[] good = WriteSample();
        string[] expected = DescribeFile();

        Prop.ForAll(Mutation.Lists, mutations =>
        {
            byte[] damaged = Mutation.Apply(mutations, good);
            string[]? found = TryDescribe(damaged);

            // It may still be read if it is the same file after all, or if its checksum goes by another name now.
            Assert.True(found is null || damaged.AsSpan().SequenceEqual(good) || damaged.AsSpan().IndexOf(s_checksumKey) < 0);
            Assert.True(found is null || mutations.Length > 1 || found.SequenceEqual(expected));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(4000));
    }

    [Fact]
    public void Damage_to_a_file_without_a_checksum_is_refused_or_gives_other_tensors()
    {
        byte[] good = WriteSample();
        int key = good.AsSpan().IndexOf(s_checksumKey);
        good[key + 1] = (byte)'x';

        // Nothing is asserted on what each gives: that no other exception comes is the point.
        int read = 0, refused = 0;
        Prop.ForAll(Mutation.Lists, mutations =>
        {
            bool found = TryDescribe(Mutation.Apply(mutations, good)) is not null;
            (read, refused) = found ? (read + 1, refused) : (read, refused + 1);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(4000));

        Assert.True(read > 100 && refused > 100, $"{read} were read and {refused} refused: not much of a test.");
    }

    [Fact]
    public void File_cut_off_anywhere_is_refused()
    {
        byte[] good = WriteSample();

        for (int length = 0; length < good.Length; length++)
        {
            Assert.Null(TryDescribe(good[..length]));
        }
    }

    private byte[] WriteSample()
    {
        TensorSpec[] specs =
        [
            new("call:42:audio", TensorDataType.Float32, [2, 3], 1, null),
            new("state", TensorDataType.Int64, [4], 2, 1_700_000_000_123),
            new("names", TensorDataType.String, [2, 2], 3, 1_700_000_000_456),
            new("flags", TensorDataType.Bool, [5], 4, null),
            new("none", TensorDataType.Float16, [0, 3], 5, null),
        ];
        StoredTensor[] tensors = [.. specs.Select(static spec => spec.Create())];
        TensorSnapshotFile.Write(File1, tensors, pieceWritten: null, CancellationToken.None);
        Contents.DisposeAll(tensors);
        return File.ReadAllBytes(File1);
    }

    /// <summary>What is in a file of these bytes, or null if it is refused.</summary>
    private string[]? TryDescribe(byte[] bytes)
    {
        File.WriteAllBytes(File1, bytes);
        try
        {
            return DescribeFile();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private string[] DescribeFile()
    {
        IReadOnlyList<StoredTensor> tensors = TensorSnapshotFile.Read(File1, CancellationToken.None);
        string[] described = Contents.Describe(tensors);
        Contents.DisposeAll(tensors);
        return described;
    }
}
