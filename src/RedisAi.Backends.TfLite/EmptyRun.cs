using RedisAi.Backends.TfLite.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.TfLite;

/// <summary>Answers calls on no rows without the library, some of whose operators divide by a length.</summary>
internal static class EmptyRun
{
    public static bool HasEmpty(ReadOnlySpan<TensorValue> inputs)
    {
        foreach (ref readonly TensorValue input in inputs)
        {
            if (input.Shape.ElementCount == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives outputs without rows.</summary>
    /// <exception cref="BackendException">The inputs have rows, and are empty for another reason; or an output has no rows.</exception>
    public static void Execute(ModelSignature signature, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        foreach (ref readonly TensorValue input in inputs)
        {
            if (input.Shape.Rank == 0 || input.Shape[0] != 0)
            {
                throw Refused();
            }
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            TensorSpec output = signature.Outputs[i];
            outputs[i] = TensorValue.Allocate(output.DataType, ShapeWithoutRows(output.Shape) ?? throw Refused());
        }
    }

    private static TensorShape? ShapeWithoutRows(ShapePattern pattern)
    {
        if (!pattern.IsRankKnown || pattern.Rank == 0 || pattern[0] != ShapePattern.AnyLength)
        {
            return null;
        }

        long[] lengths = [0, .. pattern.Dimensions[1..]];
        return lengths.Contains(ShapePattern.AnyLength) ? null : TensorShape.Create(lengths);
    }

    private static BackendException Refused() =>
        new(TfLiteLibrary.BackendName, 0, "An input is empty: TensorFlow Lite does not run on nothing, and the model does not declare what no rows give.");
}
