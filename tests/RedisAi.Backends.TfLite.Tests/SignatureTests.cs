namespace RedisAi.Backends.TfLite.Tests;

/// <summary>What models declare, as their files say it.</summary>
public sealed class SignatureTests
{
    [Theory]
    [InlineData("add16", "(a Float32[16], b Float32[16]) -> (c Float32[16])")]
    [InlineData("digits", "(x Float32[-1,8,8,1]) -> (probabilities Float32[-1,10])")]
    [InlineData("digits_int8", "(x Int8[-1,64]) -> (y Int8[-1,10])")]
    [InlineData("two_inputs", "(b Float32[-1,3], a Float32[-1,3]) -> (product Float32[-1,3], difference Float32[-1,3])")]
    [InlineData("add_any", "(a Float32[-1,-1], b Float32[-1,-1]) -> (c Float32[-1,-1])")]
    [InlineData("one_tensor_twice", "(serving_default_a:0 Float32[2]) -> (sum Float32[2], sum_1 Float32[2])")]
    public async Task Names_come_from_the_signature_and_rows_from_the_shapes_in_it(string name, string signature)
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync(name);

        Assert.Equal(signature, ai.Models["m"].Signature.ToString());
    }

    [Fact]
    public async Task Whole_numbers_are_declared_with_what_they_stand_for()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits_int8");

        ModelSignature signature = ai.Models["m"].Signature;

        Assert.Equal(new TensorQuantization(1f / 255, -128), signature.Inputs[0].Quantization);
        Assert.Equal(new TensorQuantization(1f / 256, -128), signature.Outputs[0].Quantization);
        Assert.Equal("scale 0.00390625, zero point -128", signature.Outputs[0].Quantization?.ToString());
    }

    [Fact]
    public async Task Floats_stand_for_themselves()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits");

        Assert.Null(ai.Models["m"].Signature.Inputs[0].Quantization);
    }

    [Fact]
    public async Task Two_outputs_that_are_one_tensor_are_both_given()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("one_tensor_twice");
        using AiTensor a = TfLiteModels.Filled(3, 2);

        using ModelResult result = ai.Models["m"].Run([a]);

        Assert.Equal([6f, 6f], result["sum"].ToArray<float>());
        Assert.Equal([6f, 6f], result["sum_1"].ToArray<float>());
    }
}
