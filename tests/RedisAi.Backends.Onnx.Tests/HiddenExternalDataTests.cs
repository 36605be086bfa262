using System.Text;
using Microsoft.Win32.SafeHandles;
using RedisAi.Testing;
using static RedisAi.Backends.Onnx.Tests.HandmadeModel;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>No model keeps the names of its weights' files from us and tells the runtime: it is read as the runtime reads it, or refused.</summary>
public sealed class HiddenExternalDataTests
{
    /// <summary>The deepest that the runtime's parser goes: a choice is three messages, a weight in it three more, and it takes 100.</summary>
    private const int MostLevels = 32;

    private static readonly ModelOptions s_onnx = new() { Backend = "ONNX" };

    public static TheoryData<string> Disguises => [.. s_disguises.Keys];

    public static TheoryData<string> Damages => [.. s_damages.Keys];

    private static readonly Dictionary<string, byte[]> s_disguises = new()
    {
        ["plain"] = OfTensor(ExternalTensor),
        ["behind an unknown group"] = OfTensor(ExternalTensor, 0xA3, 0x06, 0xA4, 0x06),
        ["behind groups with all kinds of fields"] = OfTensor(
            ExternalTensor, [0xA3, 0x06, 0xA3, 0x06, 0x08, 0x80, 0x01, 0xA4, 0x06, 0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x12, 2, 0xA4, 0x06, 0xA4, 0x06]),
        ["in 21 choices"] = Nested(21),
        ["in as many choices as the runtime reads"] = Nested(MostLevels),
        ["in a sparse constant"] = OfAttribute([.. Text(1, "sparse_value"), .. Message(22, [.. Message(1, ExternalTensor), .. Number(3, 4)]), .. Number(20, 11)]),
        ["in a dense constant"] = OfAttribute([.. Text(1, "value"), .. Message(5, ExternalTensor), .. Number(20, 4)]),
        // 0x3A, the graph's, with a bit above the lower 32.
        ["in a graph with a long tag"] = [.. OfTensor(ExternalTensor)[..6], 0xBA, 0x80, 0x80, 0x80, 0x10, .. OfTensor(ExternalTensor)[7..]],
        ["with a number in the place of another key"] = OfTensor(TensorWith([.. Entry("location", Location), 0x08, 0x01])),
        ["with several keys and names"] = OfTensor(TensorWith([.. Entry("offset", "7"), .. Text(2, "of another file"), .. Text(2, Location), .. Text(1, "location")])),
    };

    private static readonly Dictionary<string, byte[]> s_damages = new()
    {
        ["a field of type 6, which does not exist,"] = OfTensor(ExternalTensor, 0xA6, 0x06),
        ["a field of type 7, which does not exist,"] = OfTensor(ExternalTensor, 0xA7, 0x06),
        ["a field without a number"] = OfTensor(ExternalTensor, 0x00, 0x00),
        ["the end of a group that did not start"] = OfTensor(ExternalTensor, 0xA4, 0x06),
        ["the end of another group than the one that started"] = OfTensor(ExternalTensor, 0xA3, 0x06, 0xAC, 0x06),
        ["an end in the middle of something"] = Model([0xA3, 0x06, 0x08, 0x01]),
        ["a group more than 100 deep"] = OfTensor(ExternalTensor, [.. Repeat(0xA3, 0x06, 100), .. Repeat(0xA4, 0x06, 100)]),
        ["a graph or tensor more than 100 deep"] = Nested(MostLevels + 1),
        ["a number without an end"] = OfTensor(ExternalTensor, 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01),
        ["half a number"] = Model([0x09, 1, 2, 3]),
        ["something of 100 bytes, where 2 are left,"] = Model([0x2A, 100, 1, 2]),
        ["a name of 40000 bytes"] = OfTensor(TensorWith(Entry("location", new string('a', 40_000)))),
        ["the name of a file that is not UTF-8"] = OfTensor(TensorWith([.. Text(1, "location"), .. Message(2, 0x61, 0xFF, 0x62)])),
    };

    [Theory]
    [MemberData(nameof(Disguises))]
    public async Task Name_is_found(string disguise)
    {
        ModelLoadException error = await OnnxModels.RefusedAsync(ModelSource.FromBytes(s_disguises[disguise]), s_onnx);

        Assert.Contains($"It keeps weights in the file '{Location}', but came as bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Disguises))]
    public async Task Name_is_found_in_a_file(string disguise)
    {
        using TemporaryFolder folder = new();
        byte[] model = s_disguises[disguise];
        int place = model.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Location));
        byte[] outside = [.. model[..place], .. "../secret/data.bi"u8, .. model[(place + Location.Length)..]];
        await File.WriteAllBytesAsync(folder["model.onnx"], outside);

        ModelLoadException error = await OnnxModels.RefusedAsync(ModelSource.FromFile(folder["model.onnx"]));

        Assert.Contains("It keeps weights in '../secret/data.bi', which is not within its folder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Model_that_cannot_be_read_to_its_end_is_refused(string damage)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["model.onnx"], s_damages[damage]);

        ModelLoadException fromBytes = await OnnxModels.RefusedAsync(ModelSource.FromBytes(s_damages[damage]), s_onnx);
        ModelLoadException fromFile = await OnnxModels.RefusedAsync(ModelSource.FromFile(folder["model.onnx"]));

        Assert.Contains($"It is not a sound ONNX model: there is {damage} at byte ", fromBytes.Message, StringComparison.Ordinal);
        Assert.Contains($"It is not a sound ONNX model: there is {damage} at byte ", fromFile.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_becomes_shorter_while_it_is_read_is_refused()
    {
        using TemporaryFolder folder = new();
        byte[] model = OfTensor(ExternalTensor, Message(100, new byte[10_000]));
        await File.WriteAllBytesAsync(folder["model.onnx"], model);
        using SafeFileHandle file = File.OpenHandle(folder["model.onnx"], FileMode.Open, FileAccess.ReadWrite);
        ProtobufReader reader = new(file, model.Length);
        RandomAccess.SetLength(file, 9_000);

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => OnnxExternalDataReader.Read(reader));

        Assert.Contains("there is an end that was not there before at byte ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_far_from_each_other_are_found_in_a_file()
    {
        using TemporaryFolder folder = new();
        byte[] padding = Message(100, new byte[5_000]);
        string[] names = [.. Enumerable.Range(0, 200).Select(static number => new string((char)('a' + (number % 26)), number + 1))];
        byte[] graph = [.. names.SelectMany(name => (byte[])[.. Message(5, TensorWith([.. Entry("location", name), .. padding])), .. padding])];
        await File.WriteAllBytesAsync(folder["model.onnx"], Model(graph));
        using SafeFileHandle file = File.OpenHandle(folder["model.onnx"]);

        IReadOnlyCollection<string> found = OnnxExternalDataReader.Read(new ProtobufReader(file, RandomAccess.GetLength(file)));

        Assert.Equal(names, found);
    }

    [Fact]
    public async Task Runtimes_own_format_is_left_to_the_runtime()
    {
        using TemporaryFolder folder = new();
        byte[] mark = [0x18, 0, 0, 0, .. "ORTM"u8, 0, 0, 0, 0];
        await File.WriteAllBytesAsync(folder["model.ort"], mark);

        ModelLoadException fromBytes = await OnnxModels.RefusedAsync(ModelSource.FromBytes(mark));
        ModelLoadException fromFile = await OnnxModels.RefusedAsync(ModelSource.FromFile(folder["model.ort"]));

        Assert.IsType<BackendException>(fromBytes.InnerException);
        Assert.IsType<BackendException>(fromFile.InnerException);
    }

    [Fact]
    public async Task Model_that_the_runtime_is_told_to_read_as_ONNX_is_read_whatever_its_name_is()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["model.ort"], OfTensor(TensorWith(Entry("location", "../secret.bin"))));
        ModelOptions options = new ModelOptions().ConfigureOnnx(static onnx => onnx.ConfigEntries["session.load_model_format"] = "ONNX");

        ModelLoadException error = await OnnxModels.RefusedAsync(ModelSource.FromFile(folder["model.ort"]), options);

        Assert.Contains("It keeps weights in '../secret.bin', which is not within its folder", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Repeat(byte first, byte second, int count) => [.. Enumerable.Repeat((byte[])[first, second], count).SelectMany(static pair => pair)];
}
