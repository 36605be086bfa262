namespace RedisAi.Backends.Onnx.Tests;

/// <summary>Wrong inputs are refused before the runtime sees them: such calls do not count as runs.</summary>
public sealed class InputErrorTests
{
    [Theory]
    [InlineData("add16", new long[] { 15 }, "Input 'a' of model 'm' is Float32[15]; the model takes Float32[16].")]
    [InlineData("add16", new long[] { 16, 1 }, "Input 'a' of model 'm' is Float32[16,1]; the model takes Float32[16].")]
    [InlineData("add16", new long[] { }, "Input 'a' of model 'm' is Float32[]; the model takes Float32[16].")]
    [InlineData("two_outputs", new long[] { 5, 4 }, "Input 'b' of model 'm' is Float32[5,4]; the model takes Float32[N,3].")]
    [InlineData("multi_dtype", new long[] { 5 }, "Input 'x' of model 'm' is Float32[5]; the model takes Int32[N]. ConvertTo converts it.")]
    public async Task Wrong_type_rank_or_fixed_length_is_refused(string name, long[] shape, string message)
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync(name);
        using AiTensor x = OnnxModels.Filled(1, shape);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([x, x]));

        Assert.Equal(message, error.Message);
        Assert.Equal(0, ai.Models.GetInfo("m").Statistics.Calls);
    }

    [Fact]
    public async Task Missing_input_is_named()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add16");
        using AiTensor x = OnnxModels.Filled(1, 16);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run(new NamedTensors { ["a"] = x }));

        Assert.Equal("Input 'b' of model 'm' is missing; it takes Float32[16].", error.Message);
    }

    [Fact]
    public async Task Unknown_input_is_named()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add16");
        using AiTensor x = OnnxModels.Filled(1, 16);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(
            () => ai.Models["m"].Run(new NamedTensors { ["a"] = x, ["b"] = x, ["d"] = x }));

        Assert.Equal("Model 'm' has no input 'd'; it takes 'a', 'b'.", error.Message);
    }

    [Fact]
    public async Task Input_with_a_default_is_not_an_input()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("initializer_input");
        using AiTensor x = OnnxModels.Filled(1, 4);

        Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run(new NamedTensors { ["x"] = x, ["bias"] = x }));
        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.Equal([11, 21, 31, 41], result.AsSpan<float>(0).ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Wrong_number_of_inputs_is_refused(int count)
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add16");
        using AiTensor x = OnnxModels.Filled(1, 16);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([.. Enumerable.Repeat(x, count)]));

        Assert.Equal($"Model 'm' takes 2 inputs ('a', 'b'); {(count == 1 ? "1 was" : $"{count} were")} given.", error.Message);
    }

    [Fact]
    public async Task Input_that_the_model_cannot_take_after_all_is_the_runtimes_error_under_the_models_key_and_the_next_run_is_fine()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("one_row_inside");
        using AiTensor one = OnnxModels.Filled(1, 1, 4);
        using AiTensor two = OnnxModels.Filled(1, 2, 4);

        for (int round = 0; round < 3; round++)
        {
            BackendException error = Assert.Throws<BackendException>(() => ai.Models["m"].Run([two]));
            using ModelResult result = ai.Models["m"].Run([one]);

            Assert.NotEqual(0, error.NativeCode);
            Assert.Equal("m", error.Key);
            Assert.Equal($"Model 'm' failed: ONNX failed with code {error.NativeCode}: {error.NativeMessage}", error.Message);
            Assert.Equal([0, 0, 0, 0], result.AsSpan<float>(0).ToArray());
        }
    }

    [Fact]
    public async Task Two_lengths_under_one_name_are_refused_though_the_runtime_would_repeat_the_shorter_one()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add_dynamic");
        using AiTensor row = OnnxModels.Floats([1, 3], 1, 2, 3);
        using AiTensor rows = OnnxModels.Filled(10, 2, 3);

        for (int run = 0; run < 3; run++)
        {
            TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([row, rows]));
            using ModelResult result = ai.Models["m"].Run([rows, rows]);

            Assert.Equal("Inputs 'a' and 'b' of model 'm' disagree on 'N': 1 and 2.", error.Message);
            Assert.Equal("Float32[2,3]", result[0].ToString());
        }
    }
}
