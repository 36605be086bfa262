using System.Numerics.Tensors;
using Xunit;

namespace RedisAi.Tests;

public sealed class AiTensorCreateTests
{
    [Fact]
    public void Created_tensor_has_a_copy_of_the_elements()
    {
        float[] samples = [1, 2, 3, 4, 5, 6];
        using AiTensor tensor = AiTensor.Create<float>([2, 3], samples);

        samples[0] = 99;

        Assert.Equal([1, 2, 3, 4, 5, 6], tensor.ToArray<float>());
        Assert.Equal(TensorDataType.Float32, tensor.DataType);
        Assert.Equal([2, 3], tensor.Shape.Dimensions.ToArray());
        Assert.Equal((2, 6L, 24L), (tensor.Rank, tensor.ElementCount, tensor.ByteLength));
        Assert.Equal("Float32[2,3]", tensor.ToString());
    }

    [Fact]
    public void Function_fills_a_tensor_in_place()
    {
        using AiTensor tensor = AiTensor.Create<short>([2, 2], static span => span.Fill(7));

        Assert.Equal([7, 7, 7, 7], tensor.ToArray<short>());
    }

    [Fact]
    public void Function_fills_a_tensor_from_a_state_that_may_be_a_span()
    {
        ReadOnlySpan<int> state = [3, 4];

        using AiTensor tensor = AiTensor.Create<int, ReadOnlySpan<int>>([2], state, static (span, given) => given.CopyTo(span));

        Assert.Equal([3, 4], tensor.ToArray<int>());
    }

    [Fact]
    public void Function_that_throws_leaves_no_tensor_behind()
    {
        Assert.Throws<InvalidTimeZoneException>(() => AiTensor.Create<int>([2], static _ => throw new InvalidTimeZoneException()));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void Wrong_number_of_elements_is_refused(int length)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => AiTensor.Create<float>([2, 3], new float[length]));

        Assert.Contains($"The shape [2,3] takes 6 elements; {length} were given.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_that_are_no_tensor_elements_are_refused()
    {
        Assert.Throws<NotSupportedException>(() => AiTensor.Create<char>([1], ['x']));
        Assert.Throws<NotSupportedException>(() => AiTensor.Create<decimal>([1], static _ => { }));
    }

    [Fact]
    public void Scalar_has_rank_0()
    {
        using AiTensor scalar = AiTensor.Scalar(16000L);

        Assert.Equal(0, scalar.Rank);
        Assert.Equal(1, scalar.ElementCount);
        Assert.Equal([16000L], scalar.ToArray<long>());
    }

    [Fact]
    public void Tensor_without_elements_has_a_shape_all_the_same()
    {
        using AiTensor empty = AiTensor.Create<double>([3, 0, 2], []);

        Assert.Equal(0, empty.ElementCount);
        Assert.Equal(0, empty.ByteLength);
        Assert.True(empty.AsSpan<double>().IsEmpty);
        Assert.Equal([3, 0, 2], empty.Shape.Dimensions.ToArray());
    }

    [Fact]
    public unsafe void Memory_is_64_byte_aligned_whatever_its_size()
    {
        foreach (int length in new[] { 0, 1, 15, 16, 17, 100, 513, 4_000, 70_000, 300_000, 17 << 20, 65 << 20 })
        {
            using AiTensor tensor = AiTensor.Create<byte>([length], static _ => { });
            fixed (byte* first = tensor.AsBytes())
            {
                Assert.Equal(0, (nint)first % 64);
            }

            Assert.Equal(0, tensor.Borrow().Pointer % 64);
        }
    }

    [Fact]
    public void Strings_are_kept_with_their_shape()
    {
        string[] values = ["tabby", "", "tiger cat", "\u00e9\ud83d\ude00"];
        using AiTensor tensor = AiTensor.CreateStrings([2, 2], values);

        values[0] = "changed";

        Assert.Equal(["tabby", "", "tiger cat", "\u00e9\ud83d\ude00"], tensor.AsStrings().ToArray());
        Assert.Equal(TensorDataType.String, tensor.DataType);
        Assert.Equal(0, tensor.ByteLength);
        Assert.Equal("String[2,2]", tensor.ToString());
    }

    [Fact]
    public void String_scalar_has_rank_0()
    {
        using AiTensor scalar = AiTensor.Scalar("one");

        Assert.Equal(0, scalar.Rank);
        Assert.Equal(["one"], scalar.AsStrings().ToArray());
    }

    [Fact]
    public void Wrong_or_missing_strings_are_refused()
    {
        Assert.Throws<ArgumentException>(() => AiTensor.CreateStrings([3], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => AiTensor.CreateStrings([2], ["a", null!]));
        Assert.Throws<ArgumentException>(() => AiTensor.Scalar((string)null!));
    }

    [Fact]
    public void Bytes_become_elements()
    {
        using AiTensor tensor = AiTensor.FromBytes(TensorDataType.Int16, [2], [1, 0, 0xFE, 0xFF]);

        Assert.Equal([1, -2], tensor.ToArray<short>());
    }

    [Fact]
    public void Wrong_number_of_bytes_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => AiTensor.FromBytes(TensorDataType.Int16, [2], [1, 0, 2]));

        Assert.Contains("Int16[2] takes 4 bytes; 3 were given.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => AiTensor.FromBytes(TensorDataType.String, [0], []));
    }

    [Fact]
    public void Strided_span_is_copied_in_row_major_order()
    {
        // The two middle columns of 3 rows of 4.
        int[] numbers = [.. Enumerable.Range(0, 12)];
        ReadOnlyTensorSpan<int> columns = new(numbers, 1, [3, 2], [4, 1]);

        using AiTensor tensor = AiTensor.Create(in columns);

        Assert.Equal([3, 2], tensor.Shape.Dimensions.ToArray());
        Assert.Equal([1, 2, 5, 6, 9, 10], tensor.ToArray<int>());
    }

    [Fact]
    public void Transposed_span_is_copied_in_row_major_order()
    {
        int[] numbers = [1, 2, 3, 4, 5, 6];
        ReadOnlyTensorSpan<int> transposed = new(numbers, 0, [3, 2], [1, 3]);

        using AiTensor tensor = AiTensor.Create(in transposed);

        Assert.Equal([1, 4, 2, 5, 3, 6], tensor.ToArray<int>());
    }

    [Fact]
    public void Repeated_span_is_copied_as_often_as_it_repeats()
    {
        int[] numbers = [1, 2, 3];
        ReadOnlyTensorSpan<int> repeated = new(numbers, 0, [2, 3], [0, 1]);

        using AiTensor tensor = AiTensor.Create(in repeated);

        Assert.Equal([1, 2, 3, 1, 2, 3], tensor.ToArray<int>());
    }

    [Fact]
    public void Span_without_elements_is_copied()
    {
        ReadOnlyTensorSpan<int> none = new(Array.Empty<int>(), 0, [0, 3], []);

        using AiTensor tensor = AiTensor.Create(in none);

        Assert.Equal([0, 3], tensor.Shape.Dimensions.ToArray());
    }

    [Fact]
    public void Default_span_gives_a_tensor_without_elements()
    {
        ReadOnlyTensorSpan<int> none = default;

        using AiTensor tensor = AiTensor.Create(in none);

        Assert.Equal(0, tensor.ElementCount);
        Assert.Equal([0], tensor.Shape.Dimensions.ToArray());
    }
}
