using RedisAi.Tensors;

namespace RedisAi;

/// <content>The elements as those of another type, compared, and as text.</content>
public sealed partial class AiTensor
{
    /// <summary>Returns a tensor of the same shape whose elements are these, as another type of numbers or truth values.</summary>
    /// <param name="dataType">The type; if it is that of this tensor, the new handle is on the same memory.</param>
    /// <returns>A tensor that the caller disposes.</returns>
    /// <remarks>
    /// Between floating-point types the nearest value is taken, and infinity beyond the range; through <see cref="TensorDataType.Float32"/> for
    /// <see cref="TensorDataType.BFloat16"/>. Integers get the whole part, towards zero; what is beyond their range becomes the nearest limit, and NaN 0.
    /// A truth value is 0 or 1, and whatever is not 0 is true.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="dataType"/> is <see cref="TensorDataType.String"/> or <see cref="TensorDataType.Undefined"/>.</exception>
    /// <exception cref="TensorMismatchException">The elements are strings.</exception>
    /// <exception cref="OverflowException">There are more than 2^31 - 1 elements.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public AiTensor ConvertTo(TensorDataType dataType)
    {
        if (dataType is TensorDataType.String or TensorDataType.Undefined)
        {
            throw new ArgumentException($"The tensor {this} is not converted to {dataType}: only numbers and truth values are made.", nameof(dataType));
        }

        TensorValue value = Lease();
        if (dataType == DataType)
        {
            return new AiTensor(value);
        }

        try
        {
            return new AiTensor(TensorConversion.Convert(value, dataType));
        }
        finally
        {
            value.Release();
        }
    }

    /// <summary>Says whether another tensor has the same type, the same shape and the same elements.</summary>
    /// <param name="other">The other tensor.</param>
    /// <remarks>Numbers are compared bit by bit: a NaN equals itself, and 0 does not equal -0. Strings are compared character by character.</remarks>
    /// <exception cref="OverflowException">There are more than 2^31 - 1 bytes.</exception>
    /// <exception cref="ObjectDisposedException">One of the handles was disposed.</exception>
    public bool ContentEquals(AiTensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        TensorValue left = Borrow();
        TensorValue right = other.Borrow();
        bool equal = left.DataType == right.DataType
            && left.Shape == right.Shape
            && (left.DataType == TensorDataType.String ? left.Strings.SequenceEqual(right.Strings) : left.Bytes.SequenceEqual(right.Bytes));
        GC.KeepAlive(this);
        GC.KeepAlive(other);
        return equal;
    }

    /// <summary>Returns type, shape and the first elements as text, as in <c>Float32[2,2]: 1, 2.5, 3, ...</c>.</summary>
    /// <param name="maxElements">How many elements are shown; three dots stand for the rest.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxElements"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    /// <remarks>Elements are in row-major order, numbers in the invariant culture, strings in quotes. Contents of tensors may be private: mind where the text goes.</remarks>
    public string Format(int maxElements = 8)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxElements);
        TensorValue value = Borrow();
        string text = TensorText.Of(value, maxElements);
        GC.KeepAlive(this);
        return text;
    }
}
