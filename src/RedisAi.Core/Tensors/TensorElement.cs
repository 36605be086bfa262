using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace RedisAi.Tensors;

/// <summary>Which C# type an element type is, and how many bytes it takes.</summary>
internal static class TensorElement
{
    /// <summary>The size of one element; 0 for strings, which are references to text elsewhere.</summary>
    public static int ByteSize(this TensorDataType type) => type switch
    {
        TensorDataType.Int8 or TensorDataType.UInt8 or TensorDataType.Bool => 1,
        TensorDataType.Float16 or TensorDataType.BFloat16 or TensorDataType.Int16 or TensorDataType.UInt16 => 2,
        TensorDataType.Float32 or TensorDataType.Int32 or TensorDataType.UInt32 => 4,
        TensorDataType.Float64 or TensorDataType.Int64 or TensorDataType.UInt64 => 8,
        TensorDataType.String => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such element type."),
    };

    /// <summary>The element type of <typeparamref name="T"/>; the comparisons are constants to the JIT.</summary>
    /// <exception cref="NotSupportedException">No element type is stored as <typeparamref name="T"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorDataType TypeOf<T>()
    {
        if (typeof(T) == typeof(float))
        {
            return TensorDataType.Float32;
        }

        return typeof(T) == typeof(long) ? TensorDataType.Int64 : TypeOfRarer<T>();
    }

    private static TensorDataType TypeOfRarer<T>()
    {
        Type type = typeof(T);
        return type == typeof(double) ? TensorDataType.Float64
            : type == typeof(Half) ? TensorDataType.Float16
            : type == typeof(BFloat16) ? TensorDataType.BFloat16
            : type == typeof(sbyte) ? TensorDataType.Int8
            : type == typeof(short) ? TensorDataType.Int16
            : type == typeof(int) ? TensorDataType.Int32
            : type == typeof(byte) ? TensorDataType.UInt8
            : type == typeof(ushort) ? TensorDataType.UInt16
            : type == typeof(uint) ? TensorDataType.UInt32
            : type == typeof(ulong) ? TensorDataType.UInt64
            : type == typeof(bool) ? TensorDataType.Bool
            : throw Unsupported(type);
    }

    /// <summary>The bytes that so many elements take, checked for overflow.</summary>
    /// <exception cref="OverflowException">The product exceeds <see cref="nint"/>.</exception>
    public static nint ByteLength(TensorDataType type, TensorShape shape)
    {
        int size = type.ByteSize();

        // No element takes more than 8 bytes, so what passes cannot overflow.
        if (shape.ElementCount > nint.MaxValue / 8)
        {
            ThrowIfTooLarge(type, shape, size);
        }

        return (nint)(shape.ElementCount * size);
    }

    /// <summary>The number of elements, as that of a span.</summary>
    /// <exception cref="OverflowException">There are more than a span can have.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SpanLength(TensorShape shape)
    {
        if (shape.ElementCount > int.MaxValue)
        {
            ThrowTooLong(shape);
        }

        return (int)shape.ElementCount;
    }

    private static NotSupportedException Unsupported(Type type) => new(
        $"No tensor holds elements of type {type}; use float, double, Half, BFloat16, bool or an integer of 8 to 64 bits.");

    private static void ThrowIfTooLarge(TensorDataType type, TensorShape shape, int size)
    {
        if ((Int128)shape.ElementCount * size > nint.MaxValue)
        {
            throw new OverflowException($"{type}{shape} would take {(Int128)shape.ElementCount * size} bytes, more than there are addresses.");
        }
    }

    [DoesNotReturn]
    private static void ThrowTooLong(TensorShape shape) => throw new OverflowException(
        $"The shape {shape} has {shape.ElementCount} elements, and a span holds {int.MaxValue}: read or write parts of it, as Slice gives them.");

    [DoesNotReturn]
    public static void ThrowMismatch(string name, TensorDataType requested, TensorDataType actual) =>
        throw new TensorMismatchException(name, requested.ToString(), actual.ToString(), $"{name} holds {actual} elements, not {requested}.");
}
