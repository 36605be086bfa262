using System.Runtime.CompilerServices;
using RedisAi.Tensors;

namespace RedisAi.Backends.Onnx.Interop;

/// <summary>An <c>OrtValue</c> over a tensor's memory, kept beside that memory: making one takes 80 ns, as much as a small run.</summary>
internal sealed class OrtTensor : NativeTensor
{
    private nint _value;
    private nint _pointer;
    private TensorShape _shape;
    private TensorDataType _dataType;

    public OrtTensor(in TensorValue memory)
        : this(in memory, memory.Shape)
    {
    }

    /// <param name="memory">The memory.</param>
    /// <param name="shape">Its shape for the runtime, which may be another than the tensor's, of as many elements.</param>
    public OrtTensor(in TensorValue memory, TensorShape shape)
    {
        _value = OrtValues.Over(in memory, shape);
        _pointer = memory.Pointer;
        _shape = shape;
        _dataType = memory.DataType;
    }

    /// <summary>Takes over a value that the runtime made and that owns its memory.</summary>
    public OrtTensor(nint value, nint pointer, TensorDataType dataType, TensorShape shape, long ownedBytes)
        : base(ownedBytes)
    {
        _value = value;
        _pointer = pointer;
        _shape = shape;
        _dataType = dataType;
    }

    /// <summary>The native value, valid while the memory it was made for is.</summary>
    public nint Value => _value;

    /// <summary>Whether this is the value of just that memory, type and shape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(in TensorValue memory, TensorShape shape) =>
        _pointer == memory.Pointer && _dataType == memory.DataType && (ReferenceEquals(_shape, shape) || _shape.Equals(shape));

    /// <summary>Describes other memory from now on. Only while nobody else can be using this object.</summary>
    public void Describe(in TensorValue memory, TensorShape shape)
    {
        nint next = OrtValues.Over(in memory, shape);
        OrtValues.Release(_value);
        _value = next;
        _pointer = memory.Pointer;
        _shape = shape;
        _dataType = memory.DataType;
    }

    protected override void Release() => OrtValues.Release(_value);
}
