using RedisAi.Testing;

namespace RedisAi.Backends.Onnx.Tests;

public sealed class RefusedModelTests
{
    [Theory]
    [InlineData("sequence_output", "Its output 's' is a sequence, not a tensor. Export the model so that it gives tensors (for scikit-learn's classifiers: zipmap=False).")]
    [InlineData("map_output", "Its output 'maps' is a sequence, not a tensor. Export the model so that it gives tensors (for scikit-learn's classifiers: zipmap=False).")]
    [InlineData("optional_output", "is optional, not a tensor. Export the model so that it takes and gives tensors.")]
    public async Task Output_that_is_no_tensor_is_refused_with_advice(string name, string reason)
    {
        ModelLoadException error = await OnnxModels.RefusedAsync(OnnxModels.Source(name));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains($"The model 'm' ({OnnxModels.PathOf(name)}) could not be loaded.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not_a_model")]
    [InlineData("truncated_mlp")]
    public async Task Model_that_is_not_protobuf_is_refused_with_the_place(string name)
    {
        ModelLoadException fromFile = await OnnxModels.RefusedAsync(OnnxModels.Source(name));
        ModelLoadException fromBytes = await OnnxModels.RefusedAsync(
            ModelSource.FromBytes(await OnnxModels.BytesAsync(name)), new ModelOptions { Backend = "ONNX" });

        Assert.Matches("could not be loaded. It is not a sound ONNX model: there is .* at byte [0-9]+ of [0-9]+", fromFile.Message);
        Assert.Matches("could not be loaded. It is not a sound ONNX model: there is .* at byte [0-9]+ of [0-9]+", fromBytes.Message);
    }

    [Fact]
    public async Task Model_that_is_not_usable_is_refused_with_the_runtimes_code()
    {
        ModelLoadException fromFile = await OnnxModels.RefusedAsync(OnnxModels.Source("unknown_op"));
        ModelLoadException fromBytes = await OnnxModels.RefusedAsync(
            ModelSource.FromBytes(await OnnxModels.BytesAsync("unknown_op")), new ModelOptions { Backend = "ONNX" });

        foreach (ModelLoadException error in (ModelLoadException[])[fromFile, fromBytes])
        {
            BackendException inner = Assert.IsType<BackendException>(error.InnerException);
            Assert.Equal("ONNX", inner.Backend);
            Assert.NotEqual(0, inner.NativeCode);
            Assert.NotEmpty(inner.NativeMessage);
            Assert.Contains(inner.NativeMessage, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Archive_under_a_name_of_an_ONNX_model_is_told_to_be_one()
    {
        using TemporaryFolder folder = new();
        string path = folder["wrong.onnx"];
        await File.WriteAllBytesAsync(path, [.. "PK\u0003\u0004"u8, .. new byte[100]]);

        ModelLoadException error = await OnnxModels.RefusedAsync(ModelSource.FromFile(path));
        ModelLoadException other = await OnnxModels.RefusedAsync(OnnxModels.Source("not_a_model"));

        Assert.Contains("It begins as a zip archive does, as TorchScript models do: if it is one, set ModelOptions.Backend to \"TORCH\"", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("zip archive", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_operator_is_named()
    {
        ModelLoadException error = await OnnxModels.RefusedAsync(OnnxModels.Source("unknown_op"));

        Assert.Contains("NoSuchOp", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_not_there_is_named()
    {
        ModelLoadException error = await OnnxModels.RefusedAsync(OnnxModels.Source("no_such_model"));

        Assert.Contains($"The model file '{OnnxModels.PathOf("no_such_model")}' cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_nobody_recognizes_are_refused_without_asking_the_runtime()
    {
        ModelLoadException error = await OnnxModels.RefusedAsync(ModelSource.FromBytes(new byte[100]));

        Assert.Contains("None of the backends (ONNX, FUNCTION) recognizes the model 'm'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_model_is_recognized_by_its_bytes()
    {
        foreach (string path in Directory.EnumerateFiles(Path.GetDirectoryName(OnnxModels.PathOf("add16"))!, "identity_*.onnx"))
        {
            await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(ModelSource.FromBytes(await File.ReadAllBytesAsync(path)));

            Assert.Equal("ONNX", ai.Models.GetInfo("m").Backend);
        }
    }

    [Fact]
    public async Task Refused_model_leaves_the_one_that_serves()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("fixed_batch");
        using AiTensor x = OnnxModels.Floats([1, 4], -1, 2, -3, 4);

        await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", OnnxModels.Source("truncated_mlp")));

        using ModelResult result = ai.Models["m"].Run([x]);
        Assert.Equal([0, 2, 0, 4], result.AsSpan<float>(0).ToArray());
        Assert.Equal(1, ai.Models.GetInfo("m").Version);
    }

    [Fact]
    public async Task Gpu_that_is_not_there_says_what_to_install()
    {
        await using RedisAiEngine ai = OnnxModels.Engine();
        BackendUnavailableException? error = null;
        try
        {
            await ai.Models.StoreAsync("m", OnnxModels.Source("add16"), new ModelOptions { Device = Device.Cuda(0) });
        }
        catch (BackendUnavailableException unavailable)
        {
            error = unavailable;
        }

        Assert.SkipWhen(error is null, "This machine has a GPU and the runtime for it.");
        Assert.Equal("ONNX", error!.Backend);
        Assert.StartsWith("The device GPU:0 cannot be used: ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"CUDA needs the package Microsoft.ML.OnnxRuntime.Gpu of version {OnnxModels.RuntimeVersion}", error.Message, StringComparison.Ordinal);
    }
}
