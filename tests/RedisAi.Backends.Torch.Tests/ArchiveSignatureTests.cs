using System.IO.Compression;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Types and shapes that an archive brings along in a file of its own.</summary>
public sealed class ArchiveSignatureTests
{
    private const string Sound = """
        {"inputs": [{"name": "input", "type": 1, "optional": false, "shape": [-1, 64], "symbols": ["rows", ""]}],
         "outputs": [{"name": "logits", "type": 1, "optional": false, "shape": [-1, 10], "symbols": ["rows", ""]}]}
        """;

    [Fact]
    public async Task Types_shapes_and_names_are_those_of_the_file()
    {
        await using RedisAiEngine ai = TorchModels.Engine();

        await ai.Models.StoreAsync("m", WithSignature(Sound));

        ModelSignature signature = ai.Models["m"].Signature;
        Assert.Equal(["input Float32[rows,64]", "logits Float32[rows,10]"], signature.Inputs.Concat(signature.Outputs).Select(static spec => spec.ToString()));
    }

    [Fact]
    public async Task What_the_user_declares_is_stronger()
    {
        await using RedisAiEngine ai = TorchModels.Engine();

        await ai.Models.StoreAsync("m", WithSignature(Sound), new ModelOptions().ConfigureTorch(static torch =>
        {
            torch.Inputs.Add(new TensorSpec("input", TensorDataType.Float32, new ShapePattern([4, 64])));
            torch.Outputs.Add(new TensorSpec("y", TensorDataType.Float32, new ShapePattern([4, 10])));
        }));

        ModelSignature signature = ai.Models["m"].Signature;
        Assert.Equal(["input Float32[4,64]", "y Float32[4,10]"], signature.Inputs.Concat(signature.Outputs).Select(static spec => spec.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"inputs\": []}")]
    [InlineData("{\"inputs\": [{\"name\": \"x\"}], \"outputs\": []}")]
    [InlineData("{\"inputs\": [{\"name\": \"x\", \"type\": 99, \"optional\": false}], \"outputs\": []}")]
    [InlineData("{\"inputs\": [{\"name\": \"x\", \"type\": 1, \"optional\": false, \"shape\": [-2], \"symbols\": [\"\"]}], \"outputs\": []}")]
    public async Task Damaged_file_is_refused(string text)
    {
        await using RedisAiEngine ai = TorchModels.Engine();

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", WithSignature(text)));

        Assert.Contains("'mlp/extra/redisai.signature.json' is no signature", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_of_torch_export_is_refused_with_what_reads_it()
    {
        await using RedisAiEngine ai = TorchModels.Engine();

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromFile(TestData.Path("torch_export", "mlp.pt2"))));

        Assert.Contains("It is an archive of torch.export (.pt2), not of TorchScript. The package RedisAi.Importers reads those", error.Message, StringComparison.Ordinal);
    }

    private static ModelSource WithSignature(string text)
    {
        MemoryStream bytes = new();
        bytes.Write(File.ReadAllBytes(TorchModels.PathOf("mlp")));
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            using StreamWriter entry = new(archive.CreateEntry("mlp/extra/redisai.signature.json", CompressionLevel.NoCompression).Open());
            entry.Write(text);
        }

        return ModelSource.FromBytes(bytes.ToArray());
    }
}
