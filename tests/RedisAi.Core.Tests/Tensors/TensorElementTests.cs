using RedisAi.Tensors;
using Xunit;

namespace RedisAi.Tests;

public sealed class TensorElementTests
{
    [Fact]
    public void Each_type_of_element_has_its_csharp_type()
    {
        Assert.Equal(TensorDataType.Float32, TensorElement.TypeOf<float>());
        Assert.Equal(TensorDataType.Float64, TensorElement.TypeOf<double>());
        Assert.Equal(TensorDataType.Float16, TensorElement.TypeOf<Half>());
        Assert.Equal(TensorDataType.BFloat16, TensorElement.TypeOf<BFloat16>());
        Assert.Equal(TensorDataType.Int8, TensorElement.TypeOf<sbyte>());
        Assert.Equal(TensorDataType.Int16, TensorElement.TypeOf<short>());
        Assert.Equal(TensorDataType.Int32, TensorElement.TypeOf<int>());
        Assert.Equal(TensorDataType.Int64, TensorElement.TypeOf<long>());
        Assert.Equal(TensorDataType.UInt8, TensorElement.TypeOf<byte>());
        Assert.Equal(TensorDataType.UInt16, TensorElement.TypeOf<ushort>());
        Assert.Equal(TensorDataType.UInt32, TensorElement.TypeOf<uint>());
        Assert.Equal(TensorDataType.UInt64, TensorElement.TypeOf<ulong>());
        Assert.Equal(TensorDataType.Bool, TensorElement.TypeOf<bool>());
    }

    [Theory]
    [InlineData(TensorDataType.Float32, 4)]
    [InlineData(TensorDataType.Float64, 8)]
    [InlineData(TensorDataType.Float16, 2)]
    [InlineData(TensorDataType.BFloat16, 2)]
    [InlineData(TensorDataType.Int8, 1)]
    [InlineData(TensorDataType.Int16, 2)]
    [InlineData(TensorDataType.Int32, 4)]
    [InlineData(TensorDataType.Int64, 8)]
    [InlineData(TensorDataType.UInt8, 1)]
    [InlineData(TensorDataType.UInt16, 2)]
    [InlineData(TensorDataType.UInt32, 4)]
    [InlineData(TensorDataType.UInt64, 8)]
    [InlineData(TensorDataType.Bool, 1)]
    [InlineData(TensorDataType.String, 0)]
    public void Each_type_of_element_has_its_size(TensorDataType type, int bytes)
    {
        Assert.Equal(bytes, type.ByteSize());
    }

    [Fact]
    public void Undefined_has_no_size()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TensorDataType.Undefined.ByteSize());
    }

    [Fact]
    public void Other_csharp_types_are_refused_by_name()
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => TensorElement.TypeOf<char>());

        Assert.Contains("System.Char", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_beyond_the_address_space_are_refused()
    {
        TensorShape shape = TensorShape.Create(long.MaxValue);

        Assert.Equal(nint.MaxValue, TensorElement.ByteLength(TensorDataType.UInt8, shape));
        Assert.Throws<OverflowException>(() => TensorElement.ByteLength(TensorDataType.Int16, shape));
    }
}
