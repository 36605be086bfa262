using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Importers.Tests.Skops;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.Reading;

/// <summary>Files that were cut are told to be damaged, with the format and the place, and not to be unknown.</summary>
public sealed class CutFileTests
{
    private static readonly string s_skops = TestData.Path("skops", "nested", "model.skops");

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(2_000)]
    public async Task Archive_of_skops_without_its_end_is_damaged_whether_its_name_says_so_or_its_first_entry(int missing)
    {
        byte[] cut = (await File.ReadAllBytesAsync(s_skops))[..^missing];
        string told = $"could not be imported from skops. The zip archive cannot be read: it is damaged at its end, byte {cut.Length}, where its directory is expected (";

        Assert.Contains(told, await RefusedAsync("model.skops", cut), StringComparison.Ordinal);
        Assert.Contains(told, await RefusedAsync(null, cut), StringComparison.Ordinal);
        Assert.EndsWith("): the file may have been cut, or copied in part.", await RefusedAsync(null, cut), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_that_begins_with_its_description_is_damaged_too()
    {
        byte[] archive = SkopsText.Archive("{\"__class__\":\"Thing\"}", ("1.npy", new byte[100]));

        Assert.Contains("could not be imported from skops. The zip archive cannot be read", await RefusedAsync(null, archive[..^10]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_of_skops_that_has_lost_all_but_its_name_is_damaged() =>
        Assert.Contains("could not be imported from skops. The zip archive cannot be read: it is damaged at its end, byte 3,", await RefusedAsync("model.skops", "PK\u0003"u8.ToArray()), StringComparison.Ordinal);

    [Theory]
    [InlineData("other.zip", "arr_0.npy")]
    [InlineData("other.npz", ".npy")]
    public async Task Other_archive_without_its_end_is_of_no_known_format(string name, string entry)
    {
        byte[] archive = SkopsText.Archive([(entry, new byte[100])], System.IO.Compression.CompressionLevel.NoCompression);

        Assert.StartsWith("Neither the backends (ONNX, TORCH, FUNCTION) nor the importers (LightGBM, XGBoost, skops, torch.export) recognize the model 'm' (", await RefusedAsync(name, archive[..^10]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(2_000)]
    public async Task Program_of_torch_export_without_its_end_is_damaged(int missing)
    {
        byte[] cut = (await File.ReadAllBytesAsync(TestData.Path("torch_export", "conv.pt2")))[..^missing];
        string told = $"could not be imported from torch.export. The torch.export archive cannot be imported: it is damaged at its end, byte {cut.Length}, where its directory is expected (";

        Assert.Contains(told, await RefusedAsync("model.pt2", cut), StringComparison.Ordinal);
        Assert.Contains(told, await RefusedAsync(null, cut), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_begins_with_its_graph_is_recognized_by_it()
    {
        byte[] archive = SkopsText.Archive([("m/models/model.json", "{}"u8.ToArray())], System.IO.Compression.CompressionLevel.NoCompression);

        Assert.Contains("could not be imported from torch.export.", await RefusedAsync(null, archive[..^10]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"learner\":")]
    [InlineData("{\"learner\"")]
    [InlineData("{ \"learner\" : {\n \"attr")]
    [InlineData("{\"version\":[1,7,0],\"learner\":{\"")]
    public async Task Json_of_XGBoost_that_ends_with_its_first_words_is_damaged(string text) =>
        Assert.Contains("could not be imported from XGBoost.", await RefusedAsync("model.json", System.Text.Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"learner\":{}}")]
    [InlineData("{\"learner\":\"Ann\"")]
    [InlineData("{\"teacher\":")]
    public async Task Other_json_is_of_no_known_format(string text) =>
        Assert.StartsWith("Neither the backends", await RefusedAsync("model.json", System.Text.Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);

    [Fact]
    public async Task Pickle_that_is_called_skops_is_told_to_be_a_pickle() =>
        Assert.Contains("It is a pickle, which is never opened here", await RefusedAsync("model.skops", [0x80, 4, 0x95, 1, 2, 3]), StringComparison.Ordinal);

    private static async Task<string> RefusedAsync(string? name, byte[] bytes)
    {
        using TemporaryFolder folder = new();
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend(), new TorchBackend()]);
        if (name is not null)
        {
            await File.WriteAllBytesAsync(folder[name], bytes);
        }

        ModelSource source = name is null ? ModelSource.FromBytes(bytes) : ModelSource.FromFile(folder[name]);
        return (await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", source))).Message;
    }
}
