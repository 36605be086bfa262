using System.Buffers;
using System.Runtime.InteropServices;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Makes tensors of the bytes that follow a request's text: the elements as they lie in memory, little-endian, in row-major order.</summary>
internal static class TensorBinary
{
    /// <summary>Makes a tensor; numbers are copied once, from where the server has received them.</summary>
    /// <param name="dataType">The type of the elements.</param>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="bytes">All bytes of the tensor.</param>
    /// <param name="input">Its name, for messages.</param>
    /// <returns>A tensor that the caller disposes.</returns>
    /// <exception cref="RequestRefusedException">There are more or fewer bytes than the elements take, or they are none of the type.</exception>
    public static AiTensor Read(TensorDataType dataType, TensorShape shape, in ReadOnlySequence<byte> bytes, string input)
    {
        if (dataType == TensorDataType.String)
        {
            return TextBinary.Read(shape, bytes, input);
        }

        Int128 needed = (Int128)shape.ElementCount * dataType.SizeInBytes();
        if (needed != bytes.Length)
        {
            throw new RequestRefusedException(
                $"The input '{input}' announces {JsonRefusal.Count(bytes.Length, "byte")}; {DataTypeName.Of(dataType)} of the shape {shape} takes {needed}.");
        }

        AiTensor tensor = bytes.IsSingleSegment ? AiTensor.FromBytes(dataType, shape, bytes.FirstSpan) : Join(dataType, shape, bytes);
        if (dataType == TensorDataType.Bool && MemoryMarshal.AsBytes(tensor.AsSpan<bool>()).IndexOfAnyExceptInRange((byte)0, (byte)1) is var wrong and >= 0)
        {
            tensor.Dispose();
            throw new RequestRefusedException($"The byte {wrong} of the input '{input}' is neither 0 nor 1, as those of BOOL are.");
        }

        return tensor;
    }

    private static AiTensor Join(TensorDataType dataType, TensorShape shape, in ReadOnlySequence<byte> bytes) => dataType switch
    {
        TensorDataType.Float32 => Join<float>(shape, bytes),
        TensorDataType.Float64 => Join<double>(shape, bytes),
        TensorDataType.Float16 => Join<Half>(shape, bytes),
        TensorDataType.BFloat16 => Join<BFloat16>(shape, bytes),
        TensorDataType.Int8 => Join<sbyte>(shape, bytes),
        TensorDataType.Int16 => Join<short>(shape, bytes),
        TensorDataType.Int32 => Join<int>(shape, bytes),
        TensorDataType.Int64 => Join<long>(shape, bytes),
        TensorDataType.UInt8 => Join<byte>(shape, bytes),
        TensorDataType.UInt16 => Join<ushort>(shape, bytes),
        TensorDataType.UInt32 => Join<uint>(shape, bytes),
        TensorDataType.UInt64 => Join<ulong>(shape, bytes),
        _ => Join<bool>(shape, bytes),
    };

    private static AiTensor Join<T>(TensorShape shape, in ReadOnlySequence<byte> bytes)
        where T : unmanaged =>
        AiTensor.Create<T, ReadOnlySequence<byte>>(shape.Dimensions, bytes, static (elements, pieces) => pieces.CopyTo(MemoryMarshal.AsBytes(elements)));
}
