using RedisAi.Conformance;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>The answers of the models that are committed, against numpy's.</summary>
public sealed class GoldenTests
{
    [Fact]
    public async Task Convolutional_network_answers_as_numpy_does()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits");
        using AiTensor x = TfLiteModels.Tensor("digits.in.x");
        using AiTensor expected = TfLiteModels.Tensor("digits.out.probabilities");

        using ModelResult result = await ai.Models["m"].RunAsync(new NamedTensors { ["x"] = x });

        TensorComparison.AssertClose(expected, result["probabilities"], 1e-5);
    }

    [Theory]
    [InlineData("digits_int8")]
    [InlineData("digits_int8_channels")]
    public async Task Network_in_whole_numbers_answers_as_numpy_does(string name)
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync(name);
        using AiTensor x = TfLiteModels.Tensor($"{name}.in.x");
        using AiTensor expected = TfLiteModels.Tensor($"{name}.out.y");

        using ModelResult result = await ai.Models["m"].RunAsync([x]);

        // numpy rounds in another place than the library's fractions of 31 bits: one step, at most.
        Assert.Equal(expected.ToString(), result[0].ToString());
        Assert.All(expected.ToArray<sbyte>().Zip(result[0].ToArray<sbyte>()), static pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public async Task Rows_do_not_depend_on_how_many_there_are(int rows)
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits");
        using AiTensor all = TfLiteModels.Tensor("digits.in.x");
        using AiTensor expected = TfLiteModels.Tensor("digits.out.probabilities");
        using AiTensor x = all.Slice(16 - rows, rows);
        using AiTensor some = expected.Slice(16 - rows, rows);

        using ModelResult result = ai.Models["m"].Run([x]);

        TensorComparison.AssertClose(some, result[0], 1e-5);
    }

    [Fact]
    public async Task Inputs_and_outputs_are_told_apart_by_name()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("two_inputs");
        using AiTensor a = TfLiteModels.Filled(5, 2, 3);
        using AiTensor b = TfLiteModels.Filled(2, 2, 3);

        using ModelResult result = ai.Models["m"].Run(new NamedTensors { ["a"] = a, ["b"] = b });

        Assert.All(result["difference"].ToArray<float>(), static value => Assert.Equal(3, value));
        Assert.All(result["product"].ToArray<float>(), static value => Assert.Equal(10, value));
    }

    [Fact]
    public async Task Xnnpack_and_threads_answer_the_same()
    {
        using AiTensor x = TfLiteModels.Tensor("digits.in.x");
        using AiTensor expected = TfLiteModels.Tensor("digits.out.probabilities");
        ModelOptions options = new ModelOptions { Threads = 2 }.ConfigureTfLite(static tflite => tflite.Xnnpack = true);
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits", options);
        using AiTensor few = x.Slice(3, 2);
        using AiTensor expectedOfFew = expected.Slice(3, 2);

        for (int i = 0; i < 3; i++)
        {
            using ModelResult all = ai.Models["m"].Run([x]);
            using ModelResult some = ai.Models["m"].Run([few]);
            TensorComparison.AssertClose(expected, all[0], 1e-5);
            TensorComparison.AssertClose(expectedOfFew, some[0], 1e-5);
        }
    }
}
