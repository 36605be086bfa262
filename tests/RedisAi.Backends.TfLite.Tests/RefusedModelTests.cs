using RedisAi.Testing;

namespace RedisAi.Backends.TfLite.Tests;

public sealed class RefusedModelTests
{
    [Fact]
    public async Task Operator_that_is_too_new_is_refused_in_the_librarys_words()
    {
        ModelLoadException error = await TfLiteModels.RefusedAsync(TfLiteModels.Source("new_version"));

        Assert.Contains(
            $"The model 'm' ({TfLiteModels.PathOf("new_version")}) could not be loaded. TensorFlow Lite {TfLiteModels.RuntimeVersion} does not take it: " +
            "Didn't find op for builtin opcode 'FULLY_CONNECTED' version '12'. An older version of this builtin might be supported.",
            error.Message,
            StringComparison.Ordinal);
        Assert.Contains("TfLiteBackendOptions.LibraryPath", error.Message, StringComparison.Ordinal);
        Assert.IsType<BackendException>(error.InnerException?.InnerException);
    }

    [Fact]
    public async Task Operator_of_TensorFlow_itself_is_refused_in_the_librarys_words()
    {
        ModelLoadException error = await TfLiteModels.RefusedAsync(TfLiteModels.Source("custom_operator"));

        Assert.Contains("Select TensorFlow op(s), included in the given model, is(are) not supported by this interpreter.", error.Message, StringComparison.Ordinal);
        Assert.Contains("FlexBeta", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not_a_model", "It is no TensorFlow Lite model: such a file has TFL3 at its fifth byte.")]
    [InlineData("truncated_digits", "It is not a sound TensorFlow Lite model: there is a")]
    [InlineData("never_made", "It is not a sound TensorFlow Lite model: its graph 0 has an operator, 0, that takes the tensor 1, which nothing has made.")]
    [InlineData("within_itself", "It is not a sound TensorFlow Lite model: its graph 0 runs itself, or one that is not there.")]
    [InlineData("variable_handle", "It keeps variables or tables beside its graph, which would outlive a run")]
    [InlineData("identity_string", "Its input 'x' has strings, which the backend does not take. Convert the model so that it takes and gives numbers.")]
    [InlineData("identity_resource", "Its input 'x' has handles of resources, which the backend does not take.")]
    public async Task Model_that_cannot_run_is_refused_before_the_library_sees_it(string name, string reason)
    {
        ModelLoadException fromFile = await TfLiteModels.RefusedAsync(TfLiteModels.Source(name));
        ModelLoadException fromBytes = await TfLiteModels.RefusedAsync(ModelSource.FromBytes(TfLiteModels.Bytes(name)), new ModelOptions { Backend = "tflite" });

        Assert.Contains($"could not be loaded. {reason}", fromFile.Message, StringComparison.Ordinal);
        Assert.Contains($"could not be loaded. {reason}", fromBytes.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_library_says_of_one_model_is_not_said_of_another()
    {
        await using RedisAiEngine ai = new(new TfLiteBackend());

        Task<ModelLoadException>[] refused = [.. Enumerable.Range(0, 40).Select(index => Assert.ThrowsAsync<ModelLoadException>(
            () => ai.Models.StoreAsync($"m{index}", TfLiteModels.Source(index % 2 == 0 ? "new_version" : "custom_operator"))))];

        for (int index = 0; index < refused.Length; index++)
        {
            string message = (await refused[index]).Message;
            Assert.Equal(index % 2 == 0, message.Contains("FULLY_CONNECTED", StringComparison.Ordinal));
            Assert.Equal(index % 2 != 0, message.Contains("FlexBeta", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Device_other_than_the_processor_is_refused()
    {
        await using RedisAiEngine ai = new(new TfLiteBackend());

        BackendUnavailableException error = await Assert.ThrowsAsync<BackendUnavailableException>(() => ai.Models.StoreAsync("m", TfLiteModels.Source("add16"), new ModelOptions { Device = Device.Cuda() }));

        Assert.Contains("TensorFlow Lite runs on the CPU here, not on GPU:0.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_of_interpreters_that_makes_no_sense_is_refused()
    {
        ModelLoadException error = await TfLiteModels.RefusedAsync(TfLiteModels.Source("add16"), new ModelOptions().ConfigureTfLite(static tflite => tflite.KeptInterpreters = -1));

        Assert.Contains("KeptInterpreters (-1) must be between 0 and 1024.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_of_another_name_is_recognized_by_its_bytes()
    {
        using TemporaryFolder folder = new();
        File.Copy(TfLiteModels.PathOf("add16"), folder["model.bin"]);
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync(ModelSource.FromFile(folder["model.bin"]));

        Assert.Equal("TFLITE", ai.Models.GetInfo("m").Backend);
    }
}
