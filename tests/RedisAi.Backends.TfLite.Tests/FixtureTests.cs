using RedisAi.Conformance;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Real models, converted by TensorFlow, against the answers of its own interpreter and of the library they came from.</summary>
/// <remarks>Names that are not the model's own match by place, as exporters rename. Whole numbers must be equal; floats may differ by 1e-4.</remarks>
public sealed class FixtureTests
{
    private const string Model = "model.tflite";
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Cases => [.. FixtureCase.NamesWith(Model).DefaultIfEmpty("")];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Real_model_gives_the_answers_of_the_library_it_came_from(string name)
    {
        Assert.SkipWhen(name.Length == 0, "REDISAI_FIXTURES does not name a folder with models.");
        FixtureCase fixture = FixtureCase.Load(name, Model);
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync(ModelSource.FromFile(fixture.ModelPath));

        await fixture.AssertAnswersAsync(ai.Models["m"], Tolerance);
    }

    [Fact]
    public async Task Names_of_a_real_model_are_its_own()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync(ModelSource.FromFile(PathOf("tf-two-inputs", Model)));

        ModelSignature signature = ai.Models["m"].Signature;

        Assert.Equal(["a", "b"], signature.Inputs.Select(static input => input.Name).Order());
        Assert.Equal(["difference", "product"], signature.Outputs.Select(static output => output.Name).Order());
    }

    [Fact]
    public async Task Quantised_network_of_whole_numbers_answers_as_the_other_interpreter_does()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync(ModelSource.FromFile(PathOf("tf-digits-cnn", "model.int8.tflite")));
        using AiTensor x = NpyFile.Load(PathOf("tf-digits-cnn", "in.int8.npy"));
        using AiTensor expected = NpyFile.Load(PathOf("tf-digits-cnn", "out.int8.npy"));

        using ModelResult result = ai.Models["m"].Run([x]);

        // Made by a newer interpreter. Why two differ is unproven; docs/tflite.md says how much.
        Assert.Equal(expected.ToString(), result[0].ToString());
        int[] differences = [.. expected.ToArray<sbyte>().Zip(result[0].ToArray<sbyte>(), static (one, other) => Math.Abs(one - other))];
        Assert.InRange(differences.Max(), 0, 2);
        Assert.Equal(640, differences.Length);
        Assert.InRange(differences.Count(static difference => difference > 0), 0, 2);
        Assert.Equal(Labels(expected), Labels(result[0]));
        ModelSignature signature = ai.Models["m"].Signature;
        Assert.Equal(new TensorQuantization(0.003921568859368563f, -128), signature.Inputs[0].Quantization);
        Assert.Equal(new TensorQuantization(0.00390625f, -128), signature.Outputs[0].Quantization);
        Assert.Equal("[-1,8,8,1]", signature.Inputs[0].Shape.ToString());
    }

    [Fact]
    public async Task Operator_that_is_too_new_is_refused_in_the_librarys_words()
    {
        ModelLoadException error = await TfLiteModels.RefusedAsync(ModelSource.FromFile(PathOf("tf-digits-cnn", "model.dynamic-range.tflite")));

        Assert.Contains($"TensorFlow Lite {TfLiteModels.RuntimeVersion} does not take it: Didn't find op for builtin opcode 'FULLY_CONNECTED' version '12'.", error.Message, StringComparison.Ordinal);
    }

    private static int[] Labels(AiTensor rows) => [.. rows.ToArray<sbyte>().Chunk(10).Select(static row => row.IndexOf(row.Max()))];

    private static string PathOf(string name, string file) => Path.Combine(FixtureCase.RequireRoot(), name, file);
}
