using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using RedisAi.Tensors.Formats;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Tensors.Formats;

public sealed class TensorSnapshotFileTests : IDisposable
{
    private static readonly DateTimeOffset s_time = new(2031, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private string File1 => _folder["state.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tensors_strings_and_expiry_times_come_back_as_they_were()
    {
        using AiTensor numbers = AiTensor.Create<float>([2, 2], [1, float.NaN, -0f, 4]);
        using AiTensor names = AiTensor.CreateStrings([2, 1], ["größe 🚀", ""]);
        using AiTensor scalar = AiTensor.Scalar(true);
        using AiTensor empty = AiTensor.Create<long>([3, 0], []);
        using AiTensor row = numbers.Slice(1, 1);
        StoredTensor[] written =
            [new("call:42", numbers, s_time), new("", names, DateTimeOffset.UnixEpoch), new("\"\\\n山", scalar, null), new("e", empty, null), new("row", row, null)];

        await WriteAsync(written);

        Assert.Equal(Contents.Describe(written), await DescribeFileAsync());
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_in_a_string_survives()
    {
        using AiTensor odd = AiTensor.CreateStrings([3], ["\ud83d", "\ude80\ud83d", "fine"]);
        StoredTensor[] written = [new("odd", odd, null)];

        await WriteAsync(written);

        Assert.Equal(Contents.Describe(written), await DescribeFileAsync());
    }

    [Fact]
    public async Task Strings_are_read_with_no_more_memory_than_they_take()
    {
        const int Length = 10_000;
        const int More = 20;
        long few = await BytesToReadAsync(1);
        long many = await BytesToReadAsync(1 + More);

        Assert.InRange(many - few, More * Length * sizeof(char), More * ((Length * sizeof(char)) + 200));

        async Task<long> BytesToReadAsync(int count)
        {
            using AiTensor texts = AiTensor.CreateStrings([count], [.. Enumerable.Repeat(new string('a', Length), count)]);
            await WriteAsync([new("texts", texts, null)]);
            long least = long.MaxValue;
            for (int round = 0; round < 10; round++)
            {
                // On this thread, which alone is counted; the first rounds pay for what is used again.
                long before = GC.GetAllocatedBytesForCurrentThread();
                IReadOnlyList<StoredTensor> read = TensorSnapshotFile.Read(File1, CancellationToken.None);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                Assert.All(read, static stored => stored.Tensor.Dispose());
            }

            return least;
        }
    }

    /// <summary>Not attributes' arguments: those are kept as UTF-8, which has no half pairs.</summary>
    public static TheoryData<char[], string> BadKeys => new()
    {
        { ['_', '_', 'm', 'e', 't', 'a', 'd', 'a', 't', 'a', '_', '_'], "keeps its metadata there" },
        { ['a', '\ud800', 'b'], "half of a surrogate pair" },
        { ['t', 'w', 'i', 'c', 'e'], "occurs twice" },
    };

    [Theory]
    [MemberData(nameof(BadKeys), DisableDiscoveryEnumeration = true)]
    public async Task Key_that_the_format_cannot_hold_is_refused_and_nothing_written(char[] key, string reason)
    {
        using AiTensor tensor = AiTensor.Scalar(1);

        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(
            () => WriteAsync([new(new string(key), tensor, null), new("twice", tensor, null)]));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.FileNames());
    }

    [Fact]
    public async Task Key_or_tensor_that_is_null_is_refused_and_nothing_written()
    {
        using AiTensor tensor = AiTensor.Scalar(1);

        foreach (StoredTensor stored in (StoredTensor[])[new(null!, tensor, null), new("x", null!, null), new(null!, null!, null)])
        {
            ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync([stored]));

            Assert.StartsWith("A key or a tensor is null.", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(_folder.FileNames());
    }

    [Fact]
    public async Task Disposed_tensor_is_refused_and_nothing_written()
    {
        AiTensor tensor = AiTensor.Scalar(1);
        tensor.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => WriteAsync([new("x", tensor, null)]));
        Assert.Empty(_folder.FileNames());
    }

    [Fact]
    public async Task Each_tensor_starts_at_a_multiple_of_its_element_size()
    {
        using AiTensor bytes = AiTensor.Create<byte>([3], [1, 2, 3]);
        using AiTensor shorts = AiTensor.Create<short>([1], [1]);
        using AiTensor doubles = AiTensor.Create<double>([1], [1]);

        await WriteAsync([new("b", bytes, null), new("s", shorts, null), new("d", doubles, null)]);

        JsonElement header = await ReadHeaderAsync();
        Assert.Equal(0, Begin("d"));
        Assert.Equal(8, Begin("s"));
        Assert.Equal(10, Begin("b"));
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(await File.ReadAllBytesAsync(File1, TestContext.Current.CancellationToken)) % 8);

        long Begin(string name) => header.GetProperty(name).GetProperty("data_offsets")[0].GetInt64();
    }

    [Fact]
    public async Task Metadata_is_as_documented()
    {
        using AiTensor names = AiTensor.CreateStrings([1, 2], ["ab", "é"]);
        using AiTensor odd = AiTensor.Scalar("\ud800");

        await WriteAsync([new("n", names, s_time), new("o", odd, null)]);

        JsonElement header = await ReadHeaderAsync();
        JsonElement metadata = header.GetProperty("__metadata__");
        Assert.Equal("1", metadata.GetProperty("redisai.format").GetString());
        Assert.Equal("utf-8[1,2]", metadata.GetProperty("redisai.strings.n").GetString());
        Assert.Equal("utf-16le[]", metadata.GetProperty("redisai.strings.o").GetString());
        Assert.Equal("1927857906789", metadata.GetProperty("redisai.expires.n").GetString());
        Assert.Equal("U8", header.GetProperty("n").GetProperty("dtype").GetString());
        byte[] file = await File.ReadAllBytesAsync(File1, TestContext.Current.CancellationToken);
        Assert.Equal([2, 0, 0, 0, 2, 0, 0, 0, (byte)'a', (byte)'b', 0xc3, 0xa9, 2, 0, 0, 0, 0, 0xd8], file[^18..]);
    }

    [Fact]
    public async Task Checksum_is_that_of_the_file_with_zeros_for_its_digits()
    {
        using AiTensor tensor = AiTensor.Create<int>([2], [3, 4]);
        await WriteAsync([new("x", tensor, s_time)]);
        string digits = (await ReadHeaderAsync()).GetProperty("__metadata__").GetProperty("redisai.crc32c").GetString()!;

        byte[] file = await File.ReadAllBytesAsync(File1, TestContext.Current.CancellationToken);
        file.AsSpan(file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(digits)), digits.Length).Fill((byte)'0');
        Crc32C checksum = new();
        checksum.Append(file);

        Assert.Equal(digits, SnapshotMetadata.FormatChecksum(checksum.Value));
    }

    [Theory]
    [InlineData("redisai.format\":\"1", "redisai.format\":\"2", "this version of the library knows '1'")]
    [InlineData("utf-8[2]", "utf-7[2]", "is described as 'utf-7[2]'")]
    [InlineData("utf-8[2]", "utf-8[3]", "do not add up")]
    [InlineData("utf-8[2]", "utf-8[9]", "strings of the shape [9] are not stored so")]
    [InlineData("1927857906789", "192785x906789", "no number of milliseconds")]
    [InlineData("\"n\":{", "\"m\":{", "it was changed since it was written: its checksum is ")]
    public async Task Changed_header_is_refused_with_the_reason(string before, string after, string reason)
    {
        using AiTensor names = AiTensor.CreateStrings([2], ["abcd", "c"]);
        await WriteAsync([new("n", names, s_time)]);

        Replace(before, after);

        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(DescribeFileAsync);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_without_its_checksum_is_read_all_the_same()
    {
        using AiTensor tensor = AiTensor.Create<int>([2], [3, 4]);
        StoredTensor[] written = [new("x", tensor, s_time)];
        await WriteAsync(written);

        Replace("redisai.crc32c", "somebody.elses");

        Assert.Equal(Contents.Describe(written), await DescribeFileAsync());
    }

    [Fact]
    public async Task Metadata_of_null_is_none()
    {
        const string Header = """{"__metadata__":null,"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""";
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Header.Length);

        await File.WriteAllBytesAsync(File1, [.. length, .. Encoding.ASCII.GetBytes(Header), 7], TestContext.Current.CancellationToken);

        Assert.Equal(["x  UInt8[1] 07"], await DescribeFileAsync());
    }

    [Fact]
    public async Task Truth_values_other_than_0_and_1_become_1()
    {
        using AiTensor bytes = AiTensor.Create<byte>([4], [0, 1, 2, 255]);
        await WriteAsync([new("x", bytes, null)]);
        Replace("redisai.crc32c", "somebody.elses");
        Replace("\"U8\",\"shape\":[4]", "\"BOOL\",\"shape\":[4]");

        Assert.Equal(["x  Bool[4] 00010101"], await DescribeFileAsync());
    }

    [Fact]
    public async Task Second_reader_finds_the_same_tensors()
    {
        using AiTensor floats = AiTensor.Create<float>([2, 3], [1, 2, 3, 4, 5, 6]);
        using AiTensor halves = AiTensor.Scalar((Half)1.5f);
        using AiTensor names = AiTensor.CreateStrings([1], ["tabby"]);
        await WriteAsync([new("größe", floats, s_time), new("🚀\"\\\u0001", halves, null), new("n", names, null)]);

        string output = await Python.RunAsync(neededModule: null, TestData.Path("check_safetensors.py"), File1);

        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("__metadata__\t", lines[0], StringComparison.Ordinal);
        Assert.Equal($"\"größe\"\tF32\t[2,3]\t{Sha256(floats.AsBytes())}", lines[1]);
        Assert.Equal($"\"🚀\\\"\\\\\\u0001\"\tF16\t[]\t{Sha256(halves.AsBytes())}", lines[2]);
        Assert.StartsWith("\"n\"\tU8\t[9]\t", lines[3], StringComparison.Ordinal);
    }

    private static string Sha256(ReadOnlySpan<byte> bytes) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    private Task WriteAsync(IReadOnlyList<StoredTensor> tensors) =>
        TensorSnapshotFile.WriteAsync(File1, tensors, TestContext.Current.CancellationToken);

    private async Task<string[]> DescribeFileAsync()
    {
        IReadOnlyList<StoredTensor> tensors = await TensorSnapshotFile.ReadAsync(File1, TestContext.Current.CancellationToken);
        string[] described = Contents.Describe(tensors);
        Contents.DisposeAll(tensors);
        return described;
    }

    private async Task<JsonElement> ReadHeaderAsync()
    {
        byte[] file = await File.ReadAllBytesAsync(File1, TestContext.Current.CancellationToken);
        using JsonDocument document = JsonDocument.Parse(file.AsMemory(8, BinaryPrimitives.ReadInt32LittleEndian(file)));
        return document.RootElement.Clone();
    }

    /// <summary>Replaces text in the header, and puts the header's new length before it.</summary>
    private void Replace(string before, string after)
    {
        byte[] file = File.ReadAllBytes(File1);
        int length = BinaryPrimitives.ReadInt32LittleEndian(file);
        string header = Encoding.UTF8.GetString(file, 8, length);
        Assert.Contains(before, header, StringComparison.Ordinal);

        byte[] changed = Encoding.UTF8.GetBytes(header.Replace(before, after, StringComparison.Ordinal));
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, changed.Length);
        File.WriteAllBytes(File1, [.. prefix, .. changed, .. file.AsSpan(8 + length)]);
    }
}
