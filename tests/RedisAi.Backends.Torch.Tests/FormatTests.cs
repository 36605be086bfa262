using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Which bytes are taken for TorchScript when nobody names the backend.</summary>
public sealed class FormatTests
{
    /// <summary>An archive begins with the first of the weights, if there are any, and otherwise with the pickled module.</summary>
    [Theory]
    [InlineData("add16")]
    [InlineData("mlp")]
    [InlineData("resnet")]
    public async Task Model_in_bytes_is_recognized_with_weights_and_without(string name)
    {
        await using RedisAiEngine ai = TorchModels.Engine();

        ModelInfo model = await ai.Models.StoreAsync("m", ModelSource.FromBytes(await File.ReadAllBytesAsync(TorchModels.PathOf(name))));

        Assert.Equal("TORCH", model.Backend);
    }

    [Fact]
    public async Task Model_of_another_kind_under_a_name_of_ours_is_told_to_be_none()
    {
        await using RedisAiEngine ai = TorchModels.Engine();
        using TemporaryFolder folder = new();
        string path = folder["wrong.pt"];
        File.Copy(TestData.Path("onnx", "mlp.onnx"), path);

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromFile(path)));

        Assert.Contains("if it is an ONNX model, set ModelOptions.Backend to \"ONNX\", or let its name end in .onnx.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_files_in_bytes_are_not_recognized()
    {
        await using RedisAiEngine ai = TorchModels.Engine();
        foreach (string path in (string[])[TestData.Path("onnx", "mlp.onnx"), TestData.Path("safetensors", "scalars.safetensors"), TestData.Path("npy", "cube.npy")])
        {
            byte[] bytes = await File.ReadAllBytesAsync(path);

            ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromBytes(bytes)));

            Assert.Contains("recognizes", error.Message, StringComparison.Ordinal);
        }
    }
}
