using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RedisAi.Tensors.Formats;
using RedisAi.Testing;
using Xunit;
using TestData = RedisAi.Testing.TestData;

namespace RedisAi.Tests.Tensors.Formats;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File1 => _folder["array.npy"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tensor_is_saved_and_loaded_by_path()
    {
        using AiTensor written = AiTensor.Create<short>([2, 2], [1, -2, 3, -4]);

        await NpyFile.SaveAsync(File1, written, TestContext.Current.CancellationToken);
        using AiTensor read = await NpyFile.LoadAsync(File1, TestContext.Current.CancellationToken);

        Assert.Equal(Contents.Describe(written), Contents.Describe(read));
        Assert.Equal(["array.npy"], _folder.FileNames());
    }

    [Fact]
    public async Task Folder_that_is_not_there_is_named_with_the_file_that_was_asked_for()
    {
        using AiTensor tensor = AiTensor.Scalar(1f);
        string path = Path.Combine(_folder["none"], "array.npy");

        DirectoryNotFoundException save = Assert.Throws<DirectoryNotFoundException>(() => NpyFile.Save(path, tensor));
        DirectoryNotFoundException saveAsync = await Assert.ThrowsAsync<DirectoryNotFoundException>(() => NpyFile.SaveAsync(path, tensor, TestContext.Current.CancellationToken));
        DirectoryNotFoundException load = await Assert.ThrowsAsync<DirectoryNotFoundException>(() => NpyFile.LoadAsync(path, TestContext.Current.CancellationToken));

        Assert.Equal($"The file '{path}' cannot be written: there is no folder '{_folder["none"]}'.", save.Message);
        Assert.Equal(save.Message, saveAsync.Message);
        Assert.Contains(path, load.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void View_is_saved_as_what_it_shows()
    {
        using AiTensor whole = AiTensor.Create<int>([3, 2], [1, 2, 3, 4, 5, 6]);
        using AiTensor row = whole.Slice(1, 1);

        NpyFile.Save(File1, row);
        using AiTensor read = NpyFile.Load(File1);

        Assert.Equal([1L, 2L], read.Shape.Dimensions);
        Assert.Equal([3, 4], read.AsSpan<int>());
    }

    [Fact]
    public void Several_arrays_follow_one_another_in_a_stream()
    {
        using AiTensor first = AiTensor.Scalar(1.5);
        using AiTensor second = AiTensor.CreateStrings([2], ["a", "größer"]);
        using MemoryStream stream = new();

        NpyFile.Write(stream, first);
        NpyFile.Write(stream, second);
        stream.Position = 0;
        using AiTensor firstRead = NpyFile.Read(stream);
        using AiTensor secondRead = NpyFile.Read(stream);

        Assert.Equal(Contents.Describe(first), Contents.Describe(firstRead));
        Assert.Equal(Contents.Describe(second), Contents.Describe(secondRead));
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void Bytes_after_the_array_are_refused_in_a_file()
    {
        using AiTensor tensor = AiTensor.Scalar(1);
        NpyFile.Save(File1, tensor);
        File.AppendAllText(File1, "x");

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => NpyFile.Load(File1));

        Assert.Contains("something follows the Int32[] that it holds.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_array_from_a_stream_that_cannot_seek_is_whole()
    {
        using AiTensor written = AiTensor.Create<int>([1_000_000], static span =>
        {
            for (int index = 0; index < span.Length; index++)
            {
                span[index] = index;
            }
        });
        using MemoryStream memory = new();
        NpyFile.Write(memory, written);

        using TrickleStream stream = new(memory.ToArray(), bytesAtATime: 100_001);
        using AiTensor read = NpyFile.Read(stream);

        Assert.True(written.AsSpan<int>().SequenceEqual(read.AsSpan<int>()));
    }

    [Fact]
    public void Header_is_what_numpy_writes()
    {
        using AiTensor tensor = AiTensor.Create<float>([2], [1, 2]);
        using MemoryStream stream = new();

        NpyFile.Write(stream, tensor);

        byte[] bytes = stream.ToArray();
        Assert.Equal(128 + 8, bytes.Length);
        Assert.Equal("NUMPY\u0001\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", Encoding.Latin1.GetString(bytes, 1, 127).TrimEnd());
        Assert.Equal((byte)'\n', bytes[127]);
    }

    [Fact]
    public void Bfloat16_is_refused_and_nothing_written()
    {
        using AiTensor tensor = AiTensor.Scalar((BFloat16)1f);

        NotSupportedException error = Assert.Throws<NotSupportedException>(() => NpyFile.Save(File1, tensor));

        Assert.Contains("numpy has no bfloat16", error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.FileNames());
    }

    [Fact]
    public void String_that_numpy_would_change_is_refused()
    {
        using AiTensor zero = AiTensor.Scalar("a\0");
        using AiTensor half = AiTensor.Scalar("\ud800");

        Assert.Throws<ArgumentException>(() => NpyFile.Save(File1, zero));
        Assert.Throws<ArgumentException>(() => NpyFile.Save(File1, half));
        Assert.Empty(_folder.FileNames());
    }

    [Fact]
    public async Task Cancelled_save_leaves_the_old_file()
    {
        File.WriteAllText(File1, "old");
        using AiTensor tensor = AiTensor.Scalar(1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NpyFile.SaveAsync(File1, tensor, new CancellationToken(canceled: true)));

        Assert.Equal("old", File.ReadAllText(File1));
        Assert.Equal(["array.npy"], _folder.FileNames());
    }

    [Fact]
    public void Any_tensor_comes_back_byte_for_byte() => Prop.ForAll(TensorSpec.Lists, specs =>
    {
        foreach (TensorSpec spec in specs.Where(static spec => spec.Type is not (TensorDataType.BFloat16 or TensorDataType.String)))
        {
            using AiTensor written = spec.CreateTensor();
            using MemoryStream stream = new();
            NpyFile.Write(stream, written);
            stream.Position = 0;
            using AiTensor read = NpyFile.Read(stream);
            Assert.Equal(Contents.Describe(written), Contents.Describe(read));
        }
    }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(200));

    [Theory]
    [InlineData("cube_fortran_big_endian")]
    [InlineData("strings")]
    [InlineData("bool")]
    public void Damaged_file_is_refused_or_gives_another_array(string name)
    {
        byte[] good = File.ReadAllBytes(TestData.Path("npy", name + ".npy"));
        int read = 0, refused = 0;

        Prop.ForAll(Mutation.Lists, mutations =>
        {
            byte[] damaged = Mutation.Apply(mutations, good);
            bool found = TryRead(new MemoryStream(damaged));
            Assert.Equal(found, TryRead(new TrickleStream(damaged)));
            (read, refused) = found ? (read + 1, refused) : (read, refused + 1);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(3000));

        Assert.True(read > 100 && refused > 100, $"{read} were read and {refused} refused: not much of a test.");
    }

    [Fact]
    public async Task Numpy_reads_what_is_written()
    {
        const string Script = """
            import sys, numpy
            for name in sys.argv[1:]:
                a = numpy.load(name)
                print(a.dtype.str, list(a.shape), a.tolist() if a.dtype.kind == 'U' else a.tobytes().hex())
            """;
        TensorDataType[] types = [.. Enum.GetValues<TensorDataType>().Except([TensorDataType.Undefined, TensorDataType.BFloat16, TensorDataType.String])];
        List<string> expected = [];
        foreach (TensorDataType type in types)
        {
            using AiTensor tensor = new TensorSpec("", type, [2, 3], 1, null).CreateTensor();
            NpyFile.Save(_folder[type + ".npy"], tensor);
            expected.Add($"{NpyElement.Of(type)} [2, 3] {Convert.ToHexStringLower(tensor.AsBytes())}");
        }

        using AiTensor words = AiTensor.CreateStrings([2, 1], ["größe 🚀", ""]);
        NpyFile.Save(_folder["words.npy"], words);
        expected.Add("<U7 [2, 1] [['größe 🚀'], ['']]");

        string output = await Python.RunAsync("numpy", ["-c", Script, .. types.Select(type => _folder[type + ".npy"]), _folder["words.npy"]]);

        Assert.Equal(expected, output.TrimEnd().Split('\n'));
    }

    private static bool TryRead(Stream stream)
    {
        using (stream)
        {
            try
            {
                NpyFile.Read(stream).Dispose();
                return true;
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
    }
}
