using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace RedisAi.Tensors;

/// <summary>Values that are lent to code of others for a call: it does not own them, and may leave them in its outputs all the same.</summary>
/// <remarks>
/// Who forwards an input forgets easily that each output takes a reference. Without the mark the input's own would be given back twice,
/// and the memory would be another tensor's while this one is still read.
/// </remarks>
internal static class LentValues
{
    /// <summary>Marks values as lent, in place; from then on only <see cref="GiveUp"/> releases them.</summary>
    public static void Lend(Span<TensorValue> values)
    {
        foreach (ref TensorValue value in values)
        {
            // In place, since a copy would write two references to the heap. The field is no constant to anybody: nothing reads it before.
            Unsafe.AsRef(in value.IsLent) = !value.IsEmpty;
        }
    }

    /// <summary>Takes a reference for each output that is a lent value, also after a call that has failed.</summary>
    public static void TakeForwarded(Span<TensorValue> outputs)
    {
        foreach (ref TensorValue output in outputs)
        {
            if (output.IsLent)
            {
                output = output.AddReference();
            }
        }
    }

    /// <summary>Gives up the reference of a value that may have been lent, and is not any more.</summary>
    public static void GiveUp(in TensorValue value) => value.Buffer.Release();

    [DoesNotReturn]
    public static void ThrowReleased(in TensorValue value) => throw new InvalidOperationException(
        $"The input {value.DataType}{value.Shape} is borrowed, and is released by whoever lent it.");
}
