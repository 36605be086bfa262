using System.IO.Compression;
using System.Text;
using RedisAi.Backends.Torch.Archives;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Pickles that libtorch would not survive are refused before it reads them. Those of real models are all read in the other tests.</summary>
public sealed class ArchiveCheckTests
{
    /// <summary>A tensor as PyTorch pickles it: a storage, the offset, lengths, strides.</summary>
    private const string Rebuild = "ctorch._utils\n_rebuild_tensor_v2\n";

    private static readonly Dictionary<string, long> s_entries = new() { ["m/data/0"] = 16 };

    [Theory]
    [InlineData(".", "an empty pickle")]
    [InlineData("]q\u0000(K\u0001K\u0002e.", "a list of two numbers")]
    [InlineData("}(X\u0001\u0000\u0000\u0000aNu.", "a dictionary")]
    [InlineData("(K\u0001tq\u0000h\u0000.", "a value that is remembered and asked for")]
    [InlineData(Rebuild + "((X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\nX\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpuK\u0004tQK\u0000(K\u0002K\u0002t(K\u0002K\u0001tNtR.", "a tensor that fills its storage")]
    [InlineData(Rebuild + "((X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\nX\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpuK\u0000tQK\u0000(K\u0000t(K\u0001tNtR.", "a tensor without elements")]
    public void Sound_pickle_is_let_through(string pickle, string what)
    {
        Exception? error = Record.Exception(() => Check(pickle));

        Assert.True(error is null, $"{what}: {error?.Message}");
    }

    [Theory]
    [InlineData("", "the pickle ends too early")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ffa.", "a text of 4294967295 bytes is longer than the pickle")]
    [InlineData("Nr\u00ff\u00ff\u00ff\u007f.", "the value 2147483647 is remembered before the value 0")]
    [InlineData("h\u0003.", "the value 3 is asked for, and 0 are remembered")]
    [InlineData("t.", "a mark is missing")]
    [InlineData("NN(\u0086t.", "a mark is missing")]
    [InlineData("(e.", "a mark is missing")]
    [InlineData("N\u0086.", "2 values are needed where there are 1")]
    [InlineData("}(Nu.", "a key has no value")]
    [InlineData("NNR.", "what is called has no name")]
    [InlineData(")\u0081.", "1 values are needed where there are 0")]
    [InlineData("ctorch\nFloat", "a name does not end")]
    [InlineData("i.", "105 is no operation that PyTorch writes")]
    [InlineData("NQ.", "a storage is not described as PyTorch does it")]
    [InlineData(Rebuild + ")R.", "a tensor is not described as PyTorch does it")]
    [InlineData("(X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\nX\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpuK\u0005tQ.", "a FloatStorage of 5 elements is said to be in 'm/data/0', which has 16 bytes")]
    [InlineData(Rebuild + "((X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\nX\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpuK\u0004tQK\u0001(K\u0002K\u0002t(K\u0002K\u0001tNtR.", "a tensor reaches beyond the 4 elements of its storage")]
    [InlineData(Rebuild + "((X\u0007\u0000\u0000\u0000storagectorch\nFloatStorage\nX\u0001\u0000\u0000\u00000X\u0003\u0000\u0000\u0000cpuK\u0004tQK\u0000(J\u00ff\u00ff\u00ff\u00ffK\u0002t(K\u0002K\u0001tNtR.", "a tensor has lengths or strides that are no numbers, or negative")]
    public void Damaged_pickle_is_refused_with_the_place_and_what_is_wrong(string pickle, string reason)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Check(pickle));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("of 'm/data.pkl'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tuples_that_are_too_deep_in_each_other_are_refused()
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Check("N" + new string('\u0085', 1_000_000) + "."));

        Assert.Contains("more than 500 deep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_whose_pickle_asks_for_four_gigabytes_is_refused_by_name_of_the_entry()
    {
        ModelLoadException error = await RefusedAsync(Archive(("m/data.pkl", Bytes("X\u00ff\u00ff\u00ff\u00ff.")), ("m/constants.pkl", Bytes(").")), ("m/version", Bytes("3\n"))));

        Assert.Equal(
            "The TorchScript archive is damaged: at byte 0 of 'm/data.pkl' a text of 4294967295 bytes is longer than the pickle.", error.InnerException?.Message ?? error.Message);
    }

    [Fact]
    public async Task Archive_with_an_entry_twice_is_refused()
    {
        ModelLoadException error = await RefusedAsync(Archive(("m/data.pkl", Bytes(".")), ("M/DATA.pkl", Bytes("."))));

        Assert.Contains("the entry 'M/DATA.pkl' is there twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Positions_in_the_source_are_looked_at_too()
    {
        ModelLoadException error = await RefusedAsync(Archive(("m/data.pkl", Bytes(".")), ("m/code/__torch__.py.debug_pkl", Bytes("t."))));

        Assert.Contains("'m/code/__torch__.py.debug_pkl' a mark is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pickle_that_libtorch_does_not_read_may_be_anything()
    {
        using TemporaryFolder folder = new();
        File.Copy(TorchModels.PathOf("add16"), folder["m.pt"]);
        using (ZipArchive archive = ZipFile.Open(folder["m.pt"], ZipArchiveMode.Update))
        {
            using Stream entry = archive.CreateEntry("add16/traced_inputs.pkl", CompressionLevel.NoCompression).Open();
            entry.Write("t."u8);
        }

        await using RedisAiEngine ai = TorchModels.Engine();
        await ai.Models.StoreAsync("m", ModelSource.FromFile(folder["m.pt"]));

        Assert.Equal("TORCH", ai.Models.GetInfo("m").Backend);
    }

    private static void Check(string pickle) => new PickleCheck("m/data.pkl", Bytes(pickle), "m/data/", s_entries).Run();

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static async Task<ModelLoadException> RefusedAsync(byte[] archive)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["m.pt"], archive);
        await using RedisAiEngine ai = TorchModels.Engine();
        ModelLoadException ofBytes = await Assert.ThrowsAsync<ModelLoadException>(
            () => ai.Models.StoreAsync("m", ModelSource.FromBytes(archive), new ModelOptions { Backend = "TORCH" }));
        ModelLoadException ofFile = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromFile(folder["m.pt"])));
        Assert.Equal(ofBytes.InnerException?.Message, ofFile.InnerException?.Message);
        return ofBytes;
    }

    private static byte[] Archive(params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
