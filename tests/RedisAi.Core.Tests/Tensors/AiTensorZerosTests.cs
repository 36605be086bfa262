using Xunit;

namespace RedisAi.Tests;

/// <summary>Tensors without data, and shapes in the place of lengths.</summary>
public sealed class AiTensorZerosTests
{
    [Fact]
    public void Tensor_without_elements_given_is_zero_also_in_memory_that_was_used()
    {
        AiTensor.Create<float>([1, 64], static elements => elements.Fill(7)).Dispose();

        using AiTensor zeros = AiTensor.Create<float>([1, 64]);
        using AiTensor scalar = AiTensor.Create<long>([]);

        Assert.Equal("Float32[1,64] Int64[]", $"{zeros} {scalar}");
        Assert.Equal(new float[64], zeros.AsSpan<float>());
        Assert.Equal([0], scalar.AsSpan<long>());
    }

    [Fact]
    public void Type_may_be_known_at_run_time_only()
    {
        foreach (TensorDataType type in Enum.GetValues<TensorDataType>().Where(static type => type != TensorDataType.Undefined))
        {
            using AiTensor zeros = AiTensor.Create(type, [2, 3]);
            Assert.Equal($"{type}[2,3]", $"{zeros}");
            Assert.True(type == TensorDataType.String ? zeros.AsStrings().ToArray().All(static text => text.Length == 0) : !zeros.AsBytes().ContainsAnyExcept((byte)0));
        }

        Assert.Throws<ArgumentOutOfRangeException>(static () => AiTensor.Create(TensorDataType.Undefined, [1]));
    }

    [Fact]
    public void Array_of_longs_is_still_the_elements()
    {
        long[] elements = [5, 6];

        using AiTensor tensor = AiTensor.Create<long>(elements);

        Assert.Equal("Int64[2]: 5, 6", tensor.Format());
    }

    [Fact]
    public void Shape_is_taken_where_lengths_are()
    {
        TensorShape shape = TensorShape.Create(2, 2);
        float[] memory = [1, 2, 3, 4];

        using AiTensor copied = AiTensor.Create<float>(shape, memory);
        using AiTensor zeros = AiTensor.Create<float>(shape);
        using AiTensor typed = AiTensor.Create(TensorDataType.Int8, shape);
        using AiTensor wrapped = AiTensor.Wrap<float>(shape, memory);
        using AiTensor reshaped = wrapped.Reshape(shape);

        Assert.All([copied, zeros, typed, wrapped, reshaped], tensor => Assert.Same(shape, tensor.Shape));
        Assert.True(wrapped.AsSpan<float>().Overlaps(memory));
    }

    [Fact]
    public void Tensor_that_is_too_large_says_what_it_would_take()
    {
        OverflowException bytes = Assert.Throws<OverflowException>(static () => AiTensor.Create<double>([1L << 60, 4]));
        OverflowException span = Assert.Throws<OverflowException>(static () => AiTensor.Create<byte>([3L << 30], static _ => { }));
        OutOfMemoryException memory = Assert.ThrowsAny<OutOfMemoryException>(static () => AiTensor.Create<byte>([1L << 50]));

        Assert.Equal("Float64[1152921504606846976,4] would take 36893488147419103232 bytes, more than there are addresses.", bytes.Message);
        Assert.Equal("The shape [3221225472] has 3221225472 elements, and a span holds 2147483647: read or write parts of it, as Slice gives them.", span.Message);
        Assert.Equal("There is no memory for UInt8[1125899906842624], which takes 1125899906842624 bytes.", memory.Message);
    }

    [Fact]
    public void Buffers_in_use_are_counted()
    {
        long before = AiTensor.BuffersInUse;
        AiTensor tensor = AiTensor.Create<float>([3]);
        AiTensor shared = tensor.Share();
        AiTensor texts = AiTensor.Scalar("a");
        long during = AiTensor.BuffersInUse;
        tensor.Dispose();
        long still = AiTensor.BuffersInUse;
        shared.Dispose();
        texts.Dispose();

        Assert.Equal((2, 2, 0), (during - before, still - before, AiTensor.BuffersInUse - before));
    }
}
