using RedisAi.Conformance;
using RedisAi.Testing;
using RedisAi.Tests.Persistence;

namespace RedisAi.Backends.Onnx.Tests;

/// <summary>ONNX models that come back from a storage.</summary>
public sealed class StorageTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Model_with_weights_in_other_files_comes_back_with_them_when_they_are_gone(bool isFile)
    {
        FakeStorage storage = new();
        await using (RedisAiEngine ai = Open(storage))
        {
            using TemporaryFolder folder = new();
            File.Copy(OnnxModels.PathOf("external_data"), folder["model.onnx"]);
            File.Copy(TestData.Path("onnx", "external_data.bin"), folder["external_data.bin"]);
            ModelOptions options = new ModelOptions { Backend = "ONNX" }.ConfigureOnnx(onnx => onnx.ExternalDataFolder = isFile ? null : folder.Path);
            ModelSource source = isFile ? ModelSource.FromFile(folder["model.onnx"]) : ModelSource.FromBytes(await File.ReadAllBytesAsync(folder["model.onnx"]));
            await ai.Models.StoreAsync("m", source, options);
        }

        await using RedisAiEngine again = Open(storage.Reopened());
        Assert.Empty(await again.RestoreAsync());
        using AiTensor x = NpyFile.Load(TestData.Path("onnx", "external_data.in.x.npy"));
        using AiTensor expected = NpyFile.Load(TestData.Path("onnx", "external_data.out.y.npy"));
        using ModelResult result = await again.Models["m"].RunAsync([x]);
        TensorComparison.AssertSame(expected, result[0]);
    }

    [Fact]
    public async Task Settings_of_the_runtime_come_back()
    {
        FakeStorage storage = new();
        await using (RedisAiEngine ai = Open(storage))
        {
            ModelOptions options = new ModelOptions().ConfigureOnnx(static onnx =>
            {
                onnx.GraphOptimization = OnnxGraphOptimization.Basic;
                onnx.InterOpThreads = 2;
                onnx.MemoryArena = false;
                onnx.MemoryPattern = false;
                onnx.ConfigEntries["session.set_denormal_as_zero"] = "1";
            });
            await ai.Models.StoreAsync("m", OnnxModels.Source("add_dynamic"), options);
        }

        // A life in which nobody asks for them keeps them, too.
        storage = storage.Reopened();
        await using (RedisAiEngine ai = new(new RedisAiOptions { Storage = storage }, []))
        {
            Assert.Equal("There is no backend 'ONNX' for the model 'm'; there are FUNCTION.", Assert.Single(await ai.RestoreAsync()).Error.Message);
        }

        await using RedisAiEngine again = Open(storage.Reopened());
        Assert.Empty(await again.RestoreAsync());
        OnnxModelOptions back = again.Models.GetOptions("m").GetBackendOptions<OnnxModelOptions>();
        Assert.Equal((OnnxGraphOptimization.Basic, 2, false, false), (back.GraphOptimization, back.InterOpThreads, back.MemoryArena, back.MemoryPattern));
        Assert.Equal("1", back.ConfigEntries["session.set_denormal_as_zero"]);
    }

    private static RedisAiEngine Open(FakeStorage storage) => new(new RedisAiOptions { Storage = storage }, [new OnnxBackend()]);
}
