using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Xunit;

namespace RedisAi.Tests;

public sealed class AiTensorAccessTests
{
    [Fact]
    public void Tensor_span_has_the_shape_and_the_memory()
    {
        using AiTensor tensor = AiTensor.Create<float>([2, 3], [1, 2, 3, 4, 5, 6]);

        ReadOnlyTensorSpan<float> span = tensor.AsTensorSpan<float>();

        Assert.Equal([2, 3], span.Lengths.ToArray());
        Assert.Equal(6f, span[1, 2]);
        Assert.Equal(3f, span[0, 2]);
    }

    [Fact]
    public void Tensor_span_of_a_slice_starts_at_the_slice()
    {
        using AiTensor tensor = AiTensor.Create<int>([3, 2], [1, 2, 3, 4, 5, 6]);
        using AiTensor slice = tensor.Slice(1, 2);

        ReadOnlyTensorSpan<int> span = slice.AsTensorSpan<int>();

        Assert.Equal(3, span[0, 0]);
        Assert.Equal(6, span[1, 1]);
    }

    [Fact]
    public void Tensor_span_of_a_scalar_has_one_axis_since_the_library_knows_no_scalars()
    {
        using AiTensor scalar = AiTensor.Scalar(7.5f);

        ReadOnlyTensorSpan<float> span = scalar.AsTensorSpan<float>();
        float[] flat = new float[1];
        span.FlattenTo(flat);

        Assert.Equal([1], span.Lengths.ToArray());
        Assert.Equal([7.5f], flat);
    }

    [Fact]
    public void Tensor_span_without_elements_keeps_its_lengths()
    {
        using AiTensor empty = AiTensor.Create<float>([2, 0, 3], []);

        ReadOnlyTensorSpan<float> span = empty.AsTensorSpan<float>();

        Assert.Equal([2, 0, 3], span.Lengths.ToArray());
        Assert.True(span.IsEmpty);
    }

    [Fact]
    public void Tensor_of_the_collector_is_a_copy_with_the_shape()
    {
        AiTensor tensor = AiTensor.Create<double>([2, 2], [1, 2, 3, 4]);

        Tensor<double> copy = tensor.ToTensor<double>();
        tensor.Dispose();

        Assert.Equal([2, 2], copy.Lengths.ToArray());
        Assert.Equal(4d, copy[1, 1]);
    }

    [Fact]
    public void Tensor_of_the_collector_may_be_a_scalar_or_empty()
    {
        using AiTensor scalar = AiTensor.Scalar(3);
        using AiTensor empty = AiTensor.Create<int>([0, 2], []);

        Tensor<int> one = scalar.ToTensor<int>();
        Tensor<int> none = empty.ToTensor<int>();

        Assert.Equal([1], one.Lengths.ToArray());
        Assert.Equal(3, one[0]);
        Assert.Equal([0, 2], none.Lengths.ToArray());
    }

    [Fact]
    public void Tensor_goes_there_and_back_by_the_library_of_tensors()
    {
        using AiTensor tensor = AiTensor.Create<long>([2, 1, 3], [1, 2, 3, 4, 5, 6]);

        Tensor<long> copy = tensor.ToTensor<long>();
        ReadOnlyTensorSpan<long> span = copy.AsReadOnlyTensorSpan();
        using AiTensor back = AiTensor.Create(in span);

        Assert.Equal(tensor.Shape, back.Shape);
        Assert.Equal(tensor.ToArray<long>(), back.ToArray<long>());
    }

    [Fact]
    public void Bytes_are_little_endian()
    {
        using AiTensor tensor = AiTensor.Create<int>([2], [1, -2]);
        byte[] copy = new byte[9];

        tensor.CopyBytesTo(copy);

        Assert.Equal([1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF], tensor.AsBytes().ToArray());
        Assert.Equal([1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0], copy);
    }

    [Fact]
    public void Destination_that_is_too_short_is_refused()
    {
        using AiTensor tensor = AiTensor.Create<int>([2], [1, 2]);

        Assert.Throws<ArgumentException>(() => tensor.CopyBytesTo(new byte[7]));
    }

    [Fact]
    public void Wrong_type_is_told_with_what_there_is_and_what_was_asked()
    {
        using AiTensor tensor = AiTensor.Create<float>([2], [1, 2]);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => tensor.AsSpan<int>().Length);

        Assert.Equal("The tensor Float32[2]", error.Name);
        Assert.Equal("Int32", error.Expected);
        Assert.Equal("Float32", error.Actual);
        Assert.Equal("The tensor Float32[2] holds Float32 elements, not Int32.", error.Message);
    }

    [Fact]
    public void Wrong_type_is_refused_by_every_member_that_reads()
    {
        using AiTensor floats = AiTensor.Create<float>([2], [1, 2]);
        using AiTensor strings = AiTensor.CreateStrings([1], ["x"]);

        Assert.Throws<TensorMismatchException>(() => floats.ToArray<uint>());
        Assert.Throws<TensorMismatchException>(() => floats.ToTensor<double>());
        Assert.Throws<TensorMismatchException>(() => floats.AsTensorSpan<int>().Rank);
        Assert.Throws<TensorMismatchException>(() => floats.AsStrings().Length);
        Assert.Throws<TensorMismatchException>(() => strings.AsSpan<byte>().Length);
        Assert.Throws<TensorMismatchException>(() => strings.AsBytes().Length);
        Assert.Throws<TensorMismatchException>(() => strings.CopyBytesTo([]));
    }

    [Fact]
    public void Every_type_of_element_comes_back_as_it_went_in()
    {
        RoundTrip<float>(TensorDataType.Float32, [1.5f, -0f, float.NaN, float.MaxValue]);
        RoundTrip<double>(TensorDataType.Float64, [1.5, -0d, double.NaN, double.MaxValue]);
        RoundTrip<Half>(TensorDataType.Float16, [(Half)1.5f, Half.NaN, Half.MaxValue]);
        RoundTrip<BFloat16>(TensorDataType.BFloat16, [(BFloat16)1.5f, (BFloat16)float.NaN]);
        RoundTrip<sbyte>(TensorDataType.Int8, [sbyte.MinValue, 0, sbyte.MaxValue]);
        RoundTrip<short>(TensorDataType.Int16, [short.MinValue, 0, short.MaxValue]);
        RoundTrip<int>(TensorDataType.Int32, [int.MinValue, 0, int.MaxValue]);
        RoundTrip<long>(TensorDataType.Int64, [long.MinValue, 0, long.MaxValue]);
        RoundTrip<byte>(TensorDataType.UInt8, [0, byte.MaxValue]);
        RoundTrip<ushort>(TensorDataType.UInt16, [0, ushort.MaxValue]);
        RoundTrip<uint>(TensorDataType.UInt32, [0, uint.MaxValue]);
        RoundTrip<ulong>(TensorDataType.UInt64, [0, ulong.MaxValue]);
        RoundTrip<bool>(TensorDataType.Bool, [true, false, true]);
    }

    private static void RoundTrip<T>(TensorDataType type, T[] elements)
        where T : unmanaged
    {
        using AiTensor tensor = AiTensor.Create<T>([elements.Length], elements);
        using AiTensor copy = AiTensor.FromBytes(type, tensor.Shape.Dimensions, tensor.AsBytes());

        Assert.Equal(type, tensor.DataType);
        Assert.Equal(elements, tensor.ToArray<T>());
        Assert.Equal(MemoryMarshal.AsBytes(elements.AsSpan()).ToArray(), copy.AsBytes().ToArray());
        Assert.Equal(type, copy.DataType);
    }
}
