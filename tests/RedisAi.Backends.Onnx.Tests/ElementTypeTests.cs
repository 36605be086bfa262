using RedisAi.Conformance;
using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx.Tests;

public sealed class ElementTypeTests
{
    public static TheoryData<TensorDataType> NumericTypes =>
        [.. Enum.GetValues<TensorDataType>().Where(static type => type is not (TensorDataType.Undefined or TensorDataType.String))];

    [Theory]
    [MemberData(nameof(NumericTypes))]
    public async Task Elements_go_in_and_come_out_bit_for_bit(TensorDataType type)
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync($"identity_{type.ToString().ToLowerInvariant()}");

        // 5,000 elements are more than what is copied out of a value that the runtime allocated.
        foreach (int count in (int[])[1, 5, 0, 5_000, 5])
        {
            using AiTensor x = RandomBits(type, count);
            for (int run = 0; run < 3; run++)
            {
                using ModelResult result = ai.Models["m"].Run([x]);
                TensorComparison.AssertSame(x, result[0]);
            }
        }
    }

    [Fact]
    public async Task Scalar_goes_in_and_comes_out()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("identity_scalar_int64");
        using AiTensor x = AiTensor.Scalar(long.MinValue);

        for (int run = 0; run < 3; run++)
        {
            using ModelResult result = ai.Models["m"].Run([x]);
            Assert.Equal(0, result[0].Rank);
            Assert.Equal(long.MinValue, result.AsSpan<long>(0)[0]);
        }
    }

    [Fact]
    public async Task Tensor_without_elements_keeps_its_shape()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("add_dynamic");
        using AiTensor none = AiTensor.Create<float>([0, 5], []);

        for (int run = 0; run < 3; run++)
        {
            using ModelResult result = ai.Models["m"].Run([none, none]);
            Assert.Equal("Float32[0,5]", result[0].ToString());
        }
    }

    [Fact]
    public async Task Output_without_elements_keeps_its_shape()
    {
        await using RedisAiEngine ai = await OnnxModels.EngineWithAsync("empty_output");
        using AiTensor x = OnnxModels.Filled(1, 4, 3);

        using ModelResult result = ai.Models["m"].Run([x]);

        Assert.Equal("Float32[0,3]", result[0].ToString());
        Assert.True(result.AsSpan<float>(0).IsEmpty);
    }

    private static AiTensor RandomBits(TensorDataType type, int count)
    {
        using AiTensor one = AiTensor.FromBytes(type, [1], new byte[ByteLengthOf(type)]);
        byte[] bytes = new byte[count * one.ByteLength];
        new Random(count).NextBytes(bytes);
        if (type == TensorDataType.Bool)
        {
            bytes = Array.ConvertAll(bytes, static value => (byte)(value & 1));
        }

        return AiTensor.FromBytes(type, [count], bytes);
    }

    private static int ByteLengthOf(TensorDataType type) => (int)TensorValue.ByteLengthOf(type, TensorShape.Create(1));
}
