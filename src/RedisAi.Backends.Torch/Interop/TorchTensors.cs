using RedisAi.Tensors;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>Brings tensors across the line, without copying them.</summary>
internal static unsafe class TorchTensors
{
    /// <summary>A tensor that the shim hands over with its owner.</summary>
    public static TensorValue TakeOver(in RaitTensor tensor)
    {
        nint owner = tensor.Owner;
        try
        {
            TensorDataType type = TorchElement.FromNative(tensor.Type);
            TensorShape shape = ShapeOf(in tensor);
            TorchTensorOwner kept = new(owner, TensorValue.ByteLengthOf(type, shape));
            owner = 0;
            return TensorValue.FromNative(type, shape, (nint)tensor.Data, kept);
        }
        finally
        {
            if (owner != 0)
            {
                RaitApi.FreeOwner(owner);
            }
        }
    }

    /// <summary>Gives up tensors that came with owners: those that were taken over, and the owners of the others.</summary>
    /// <param name="values">Those that were taken over, and empty ones.</param>
    /// <param name="tensors">All of them, as they came.</param>
    /// <param name="taken">How many were taken over, or tried to.</param>
    /// <param name="count">How many came.</param>
    public static void GiveBack(ReadOnlySpan<TensorValue> values, RaitTensor* tensors, int taken, long count)
    {
        foreach (TensorValue value in values)
        {
            if (!value.IsEmpty)
            {
                value.Release();
            }
        }

        for (long i = taken; i < count; i++)
        {
            RaitApi.FreeOwner(tensors[i].Owner);
        }
    }

    /// <summary>Hands a tensor of ours over, with its reference.</summary>
    public static void HandOver(in TensorValue value, RaitTensor* tensor, NativeArena arena)
    {
        if (value.DataType == TensorDataType.String)
        {
            value.Release();
            throw new NotSupportedException("A tensor of strings cannot be used by a script: libtorch has none.");
        }

        *tensor = default;
        Describe(in value, tensor, arena);
        tensor->Owner = RetainedTensor.HandOver(in value);
    }

    /// <summary>Hands several over: all of them or, when one cannot be, none.</summary>
    public static void HandOver(TensorValue[] values, RaitTensor* tensors, NativeArena arena)
    {
        int bad = Array.FindIndex(values, static value => value.IsEmpty || value.DataType == TensorDataType.String);
        if (bad >= 0)
        {
            foreach (TensorValue value in values)
            {
                if (!value.IsEmpty)
                {
                    value.Release();
                }
            }

            throw new NotSupportedException($"Output {bad} of the model cannot be used by a script: it was not given, or is a tensor of strings, of which libtorch has none.");
        }

        for (int i = 0; i < values.Length; i++)
        {
            HandOver(in values[i], &tensors[i], arena);
        }
    }

    /// <summary>Writes type, shape and memory of a tensor.</summary>
    public static void Describe(in TensorValue value, RaitTensor* tensor, NativeArena arena)
    {
        ReadOnlySpan<long> dimensions = value.Shape.Dimensions;
        long* dims = arena.Take<long>(dimensions.Length);
        dimensions.CopyTo(new Span<long>(dims, dimensions.Length));
        tensor->Data = (void*)value.Pointer;
        tensor->Dims = dims;
        tensor->Rank = dimensions.Length;
        tensor->Type = TorchElement.ToNative(value.DataType);
    }

    public static TensorShape ShapeOf(in RaitTensor tensor) => TensorShape.Create(new ReadOnlySpan<long>(tensor.Dims, checked((int)tensor.Rank)));
}
