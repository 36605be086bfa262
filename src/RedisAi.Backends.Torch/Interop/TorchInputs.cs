using System.Runtime.InteropServices;
using RedisAi.Tensors;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>The inputs of one call as the shim reads them; a shape that comes again, as most do, is written once.</summary>
internal sealed unsafe class TorchInputs : IDisposable
{
    private const int LeftOut = -1;

    private TensorValue[] _values = [];
    private TensorShape?[] _shapes = [];
    private RaitTensor* _tensors;
    private int _count;

    /// <summary>Describes the inputs of a call; empty ones are left out.</summary>
    public RaitTensor* Set(ReadOnlySpan<TensorValue> inputs)
    {
        if (inputs.Length > _values.Length)
        {
            Grow(inputs.Length);
        }

        _count = inputs.Length;
        for (int i = 0; i < inputs.Length; i++)
        {
            ref readonly TensorValue input = ref inputs[i];
            RaitTensor* tensor = _tensors + i;
            if (input.IsEmpty)
            {
                tensor->Rank = LeftOut;
                _shapes[i] = null;
                continue;
            }

            if (input.DataType == TensorDataType.String)
            {
                throw Strings(i);
            }

            // The shim may ask for a further reference on an input, by its number.
            _values[i] = input;
            tensor->Data = (void*)input.Pointer;
            tensor->Type = TorchElement.ToNative(input.DataType);
            if (!ReferenceEquals(_shapes[i], input.Shape))
            {
                SetShape(i, input.Shape);
            }
        }

        return _tensors;
    }

    /// <summary>The input that the shim knows by its number.</summary>
    public TensorValue Find(nint owner) => _values[owner - 1];

    /// <summary>Forgets the tensors of the call.</summary>
    public void Clear()
    {
        Array.Clear(_values, 0, _count);
        _count = 0;
    }

    public void Dispose()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            NativeMemory.Free(_tensors[i].Dims);
        }

        NativeMemory.Free(_tensors);
        _tensors = null;
        _values = [];
    }

    private void SetShape(int index, TensorShape shape)
    {
        ReadOnlySpan<long> dimensions = shape.Dimensions;
        RaitTensor* tensor = _tensors + index;
        tensor->Dims = (long*)NativeMemory.Realloc(tensor->Dims, (nuint)Math.Max(1, dimensions.Length) * sizeof(long));
        dimensions.CopyTo(new Span<long>(tensor->Dims, dimensions.Length));
        tensor->Rank = dimensions.Length;
        _shapes[index] = shape;
    }

    private void Grow(int count)
    {
        int before = _values.Length;
        _tensors = (RaitTensor*)NativeMemory.Realloc(_tensors, (nuint)count * (nuint)sizeof(RaitTensor));
        new Span<RaitTensor>(_tensors + before, count - before).Clear();
        for (int i = before; i < count; i++)
        {
            _tensors[i].Owner = i + 1;
        }

        Array.Resize(ref _values, count);
        Array.Resize(ref _shapes, count);
    }

    private static TensorMismatchException Strings(int index) =>
        new($"{index}", "numbers or truth values", "String", $"Input {index} (counted from 0) is a tensor of strings, of which libtorch has none: give numbers or truth values.");
}
