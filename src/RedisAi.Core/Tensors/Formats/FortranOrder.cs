using System.Runtime.CompilerServices;
using RedisAi.Tensors.Memory;

namespace RedisAi.Tensors.Formats;

/// <summary>Rearranges elements whose first axis is the innermost (Fortran's order) so that the last one is (C's order).</summary>
internal static class FortranOrder
{
    /// <summary>Whether the two orders are the same for a shape: at most one axis has more than one element, or there is nothing to order.</summary>
    public static bool IsSameAsRowMajor(TensorShape shape)
    {
        int longAxes = 0;
        foreach (long length in shape.Dimensions)
        {
            longAxes += length > 1 ? 1 : 0;
        }

        return longAxes <= 1 || shape.ElementCount == 0;
    }

    /// <summary>Copies elements of memory into row-major order.</summary>
    /// <param name="source">The first element; the caller holds a reference on the memory.</param>
    /// <param name="destination">As much memory, not overlapping.</param>
    /// <param name="shape">The lengths of the axes; not empty.</param>
    /// <param name="elementBytes">1, 2, 4 or 8.</param>
    public static void ToRowMajor(nint source, nint destination, TensorShape shape, int elementBytes)
    {
        switch (elementBytes)
        {
            case sizeof(byte):
                ToRowMajor(ref Address.Element<byte>(source, 0), ref Address.Element<byte>(destination, 0), shape);
                break;
            case sizeof(ushort):
                ToRowMajor(ref Address.Element<ushort>(source, 0), ref Address.Element<ushort>(destination, 0), shape);
                break;
            case sizeof(uint):
                ToRowMajor(ref Address.Element<uint>(source, 0), ref Address.Element<uint>(destination, 0), shape);
                break;
            default:
                ToRowMajor(ref Address.Element<ulong>(source, 0), ref Address.Element<ulong>(destination, 0), shape);
                break;
        }
    }

    /// <summary>Copies elements into row-major order.</summary>
    /// <param name="source">The first of as many elements as the shape has.</param>
    /// <param name="destination">The first of as many others.</param>
    /// <param name="shape">The lengths of the axes; not empty.</param>
    public static void ToRowMajor<T>(ref T source, ref T destination, TensorShape shape)
    {
        int last = shape.Rank - 1;
        long row = shape[last];
        nint rowStride = (nint)(shape.ElementCount / row);
        Span<long> index = stackalloc long[last];
        index.Clear();
        nint start = 0;

        for (nint written = 0; written < (nint)shape.ElementCount; written += (nint)row)
        {
            for (nint column = 0; column < (nint)row; column++)
            {
                Unsafe.Add(ref destination, written + column) = Unsafe.Add(ref source, start + (column * rowStride));
            }

            start = Advance(index, start, shape);
        }
    }

    /// <summary>Goes to the next row, and returns where in the source it starts.</summary>
    private static nint Advance(Span<long> index, nint start, TensorShape shape)
    {
        nint stride = 1;
        for (int axis = 0; axis < index.Length - 1; axis++)
        {
            stride *= (nint)shape[axis];
        }

        for (int axis = index.Length - 1; axis >= 0; axis--)
        {
            start += stride;
            if (++index[axis] < shape[axis])
            {
                break;
            }

            // Back to the start of this axis, and one step along the next outer one.
            start -= stride * (nint)shape[axis];
            index[axis] = 0;
            stride /= axis > 0 ? (nint)shape[axis - 1] : 1;
        }

        return start;
    }
}
