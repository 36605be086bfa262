using System.Numerics;
using System.Text;
using RedisAi.Errors;

namespace RedisAi.Store.Redis;

/// <summary>Makes tensors of the fields of a message: each input is the field of its name.</summary>
internal static class MessageInputs
{
    /// <summary>Reads the inputs that the message has fields of.</summary>
    /// <param name="message">The message.</param>
    /// <param name="inputs">What is declared.</param>
    /// <returns>Tensors, the caller's to dispose.</returns>
    /// <exception cref="InvalidDataException">A field is none of the forms that its input may have; the message says which and why.</exception>
    public static NamedTensors Read(StreamMessage message, IReadOnlyList<TensorSpec> inputs)
    {
        NamedTensors tensors = new();
        try
        {
            foreach (TensorSpec input in inputs)
            {
                if (message.TryGet(input.Name, out StreamField field))
                {
                    tensors[input.Name] = Read(field, input);
                }
            }

            return tensors;
        }
        catch
        {
            Dispose(tensors);
            throw;
        }
    }

    public static void Dispose(NamedTensors tensors)
    {
        foreach ((_, AiTensor tensor) in tensors)
        {
            tensor.Dispose();
        }
    }

    private static AiTensor Read(StreamField field, TensorSpec input) =>
        TensorRecord.Begins(field.Value.Span) ? field.ToTensor()
        : input.DataType == TensorDataType.String ? Text(field, input)
        : input.DataType == TensorDataType.Undefined || !input.Shape.IsRankKnown
            ? throw new InvalidDataException(
                $"The field '{field.Name}' is no tensor record, and of plain values the type and the shape must be declared; the input is {input.TypeAndShape}. Write it as StreamField.FromTensor does, or set ReadInputs.")
            : Plain(field, input);

    /// <summary>A text is one element, on as many axes as are declared.</summary>
    private static AiTensor Text(StreamField field, TensorSpec input)
    {
        long[] shape = input.Shape.IsRankKnown ? [.. Enumerable.Repeat(1L, input.Shape.Rank)] : [1];
        return input.Shape.Accepts(TensorShape.Create(shape))
            ? AiTensor.CreateStrings(shape, [Encoding.UTF8.GetString(field.Value.Span)])
            : throw new InvalidDataException($"The field '{field.Name}' is one text; the input takes {input.TypeAndShape}.");
    }

    /// <summary>Plain values have the declared shape, whose open axis is as long as their number says.</summary>
    private static AiTensor Plain(StreamField field, TensorSpec input)
    {
        long[] shape = input.Shape.Dimensions.ToArray();
        int open = Array.IndexOf(shape, ShapePattern.AnyLength);
        BigInteger fixedBytes = input.DataType.SizeInBytes();
        for (int axis = 0; axis < shape.Length; axis++)
        {
            fixedBytes *= axis == open ? 1 : shape[axis];
        }

        int bytes = field.Value.Length;
        bool isKnown = open < 0 || Array.IndexOf(shape, ShapePattern.AnyLength, open + 1) < 0;
        if (!isKnown || (open < 0 ? bytes != fixedBytes : fixedBytes.IsZero || bytes % fixedBytes != 0))
        {
            throw new InvalidDataException(
                isKnown
                    ? $"The field '{field.Name}' has {Counted.Of(bytes, "byte")}; {input.TypeAndShape} was expected, which takes {(open < 0 ? "" : "a multiple of ")}{fixedBytes}."
                    : $"The field '{field.Name}' has plain values, whose shape is not known: the input {input.TypeAndShape} has more than one open axis. Write it as StreamField.FromTensor does.");
        }

        if (open >= 0)
        {
            shape[open] = (long)(bytes / fixedBytes);
        }

        return AiTensor.FromBytes(input.DataType, shape, field.Value.Span);
    }
}
