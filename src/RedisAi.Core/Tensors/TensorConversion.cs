using System.Numerics;
using System.Numerics.Tensors;

namespace RedisAi.Tensors;

/// <summary>Numbers and truth values as those of another type; <see cref="AiTensor.ConvertTo"/> says how.</summary>
internal static class TensorConversion
{
    /// <summary>Makes a tensor of another type.</summary>
    /// <param name="source">Not of the type <paramref name="target"/>; borrowed.</param>
    /// <param name="target">Neither strings nor undefined.</param>
    /// <exception cref="TensorMismatchException">The source holds strings.</exception>
    public static TensorValue Convert(in TensorValue source, TensorDataType target)
    {
        _ = TensorElement.SpanLength(source.Shape);
        TensorValue converted = TensorValue.Allocate(target, source.Shape);
        try
        {
            Fill(in source, in converted);
            return converted;
        }
        catch
        {
            converted.Release();
            throw;
        }
    }

    private static void Fill(in TensorValue source, in TensorValue target)
    {
        switch (source.DataType)
        {
            case TensorDataType.Float32: Fill(source.Elements<float>(), in target); break;
            case TensorDataType.Float64: Fill(source.Elements<double>(), in target); break;
            case TensorDataType.Float16: Fill(source.Elements<Half>(), in target); break;
            case TensorDataType.BFloat16: FillWidened(source.Elements<BFloat16>(), in target); break;
            case TensorDataType.Int8: Fill(source.Elements<sbyte>(), in target); break;
            case TensorDataType.Int16: Fill(source.Elements<short>(), in target); break;
            case TensorDataType.Int32: Fill(source.Elements<int>(), in target); break;
            case TensorDataType.Int64: Fill(source.Elements<long>(), in target); break;
            case TensorDataType.UInt8 or TensorDataType.Bool: Fill(source.Elements<byte>(), in target); break;
            case TensorDataType.UInt16: Fill(source.Elements<ushort>(), in target); break;
            case TensorDataType.UInt32: Fill(source.Elements<uint>(), in target); break;
            case TensorDataType.UInt64: Fill(source.Elements<ulong>(), in target); break;
            default:
                TensorElement.ThrowMismatch($"The tensor {source.DataType}{source.Shape}", target.DataType, source.DataType);
                break;
        }
    }

    private static void Fill<T>(ReadOnlySpan<T> source, in TensorValue target)
        where T : unmanaged, INumberBase<T>
    {
        switch (target.DataType)
        {
            case TensorDataType.Float32: TensorPrimitives.ConvertSaturating(source, target.AsWritableSpan<float>()); break;
            case TensorDataType.Float64: TensorPrimitives.ConvertSaturating(source, target.AsWritableSpan<double>()); break;
            case TensorDataType.Float16: TensorPrimitives.ConvertSaturating(source, target.AsWritableSpan<Half>()); break;
            case TensorDataType.BFloat16: Narrow(source, target.AsWritableSpan<BFloat16>()); break;
            case TensorDataType.Int8: TensorPrimitives.ConvertSaturating(source, target.AsWritableSpan<sbyte>()); break;
            case TensorDataType.Int16: TensorPrimitives.ConvertSaturating(source, target.AsWritableSpan<short>()); break;
            case TensorDataType.Int32: TensorPrimitives.ConvertSaturating(source, target.AsWritableSpan<int>()); break;
            case TensorDataType.Int64: TensorPrimitives.ConvertSaturating(source, target.AsWritableSpan<long>()); break;
            case TensorDataType.UInt8: TensorPrimitives.ConvertSaturating(source, target.AsWritableSpan<byte>()); break;
            case TensorDataType.UInt16: TensorPrimitives.ConvertSaturating(source, target.AsWritableSpan<ushort>()); break;
            case TensorDataType.UInt32: TensorPrimitives.ConvertSaturating(source, target.AsWritableSpan<uint>()); break;
            case TensorDataType.UInt64: TensorPrimitives.ConvertSaturating(source, target.AsWritableSpan<ulong>()); break;
            default: Test(source, target.AsWritableSpan<bool>()); break;
        }
    }

    /// <summary>The library has no conversions of this type: it goes through the wider one, which is exact.</summary>
    private static void FillWidened(ReadOnlySpan<BFloat16> source, in TensorValue target)
    {
        TensorValue wide = TensorValue.Allocate(target.Shape, out Span<float> widened);
        try
        {
            for (int i = 0; i < source.Length; i++)
            {
                widened[i] = source[i];
            }

            if (target.DataType == TensorDataType.Float32)
            {
                widened.CopyTo(target.AsWritableSpan<float>());
            }
            else
            {
                Fill<float>(widened, in target);
            }
        }
        finally
        {
            wide.Release();
        }
    }

    private static void Narrow<T>(ReadOnlySpan<T> source, Span<BFloat16> target)
        where T : INumberBase<T>
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = (BFloat16)float.CreateSaturating(source[i]);
        }
    }

    private static void Test<T>(ReadOnlySpan<T> source, Span<bool> target)
        where T : INumberBase<T>
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = !T.IsZero(source[i]);
        }
    }
}
