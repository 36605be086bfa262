using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RedisAi.Backends.TfLite.Format;
using RedisAi.Tensors;

namespace RedisAi.Backends.TfLite.Interop;

/// <summary>A <c>TfLiteInterpreter*</c> for inputs of certain shapes. Used by one thread at a time.</summary>
/// <remarks>
/// The memory of inputs and outputs is the library's, and may move from run to run: inputs are copied there, and outputs from there, once
/// each.
/// </remarks>
internal sealed unsafe class Interpreter(InterpreterHandle handle, GraphFacts facts) : IDisposable
{
    private readonly TfLiteApi _api = TfLiteRuntime.Instance.Api;
    private readonly TensorShape?[] _outputShapes = new TensorShape?[facts.Signature.Outputs.Count];

    /// <summary>The types of the outputs, by the library's numbers.</summary>
    private readonly int[] _outputTypes = [.. facts.Signature.Outputs.Select(static output => TfLiteElement.ToLibrary(output.DataType))];

    private TensorShape[] _shapes = [];

    /// <summary>Whether it is for inputs of these shapes.</summary>
    public bool IsFor(ReadOnlySpan<TensorValue> inputs)
    {
        TensorShape[] shapes = _shapes;
        for (int i = 0; i < shapes.Length; i++)
        {
            // Shapes that come again are the same object, so the second comparison is rare.
            if (!ReferenceEquals(shapes[i], inputs[i].Shape) && !shapes[i].Equals(inputs[i].Shape))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes memory for inputs of these shapes. Called once.</summary>
    /// <exception cref="BackendException">The library does not take them.</exception>
    public void Prepare(TensorShape[] shapes)
    {
        nint interpreter = handle.Value;
        if (_api.InputCount(interpreter) != shapes.Length || _api.OutputCount(interpreter) != _outputShapes.Length)
        {
            throw handle.Reports.ToException(0, "The library finds other inputs and outputs in the file.");
        }

        for (int i = 0; i < shapes.Length; i++)
        {
            if (!shapes[i].Equals(facts.InputShapes[i]))
            {
                Resize(i, shapes[i]);
            }
        }

        Check(_api.AllocateTensors(interpreter), "It does not say why these shapes do not suit it.");
        for (int i = 0; i < shapes.Length; i++)
        {
            nint tensor = _api.Input(interpreter, i);
            if (_api.TensorType(tensor) != TfLiteElement.ToLibrary(facts.Signature.Inputs[i].DataType))
            {
                throw handle.Reports.ToException(0, $"The library takes another type for the input '{facts.Signature.Inputs[i].Name}' than the file declares.");
            }
        }

        _shapes = shapes;
    }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">Inputs of the shapes that this is for.</param>
    /// <param name="outputs">Takes the outputs, each with one reference.</param>
    /// <exception cref="BackendException">An operator failed.</exception>
    public void Run(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        nint interpreter = handle.Value;
        for (int i = 0; i < inputs.Length; i++)
        {
            CopyIn(_api.Input(interpreter, i), in inputs[i], i);
        }

        if (facts.HasVariables)
        {
            Check(_api.ResetVariables(interpreter), "Its variables cannot be reset.");
        }

        Check(_api.Invoke(interpreter), "It does not say why the run failed.");
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = CopyOut(_api.Output(interpreter, i), i);
        }
    }

    public void Dispose() => handle.Dispose();

    private void Resize(int input, TensorShape shape)
    {
        int* lengths = stackalloc int[shape.Rank];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            lengths[axis] = checked((int)shape[axis]);
        }

        Check(_api.ResizeInput(handle.Value, input, lengths, shape.Rank), $"The input '{facts.Signature.Inputs[input].Name}' does not become {shape}.");
    }

    private void CopyIn(nint tensor, in TensorValue value, int index)
    {
        nint bytes = value.ByteLength;
        void* data = _api.TensorData(tensor);
        if ((nint)_api.TensorBytes(tensor) != bytes || data is null)
        {
            ThrowSize("input", facts.Signature.Inputs[index].Name);
        }

        NativeMemory.Copy((void*)value.Pointer, data, (nuint)bytes);
    }

    private TensorValue CopyOut(nint tensor, int index)
    {
        TensorDataType type = facts.Signature.Outputs[index].DataType;
        TensorShape shape = ShapeOf(tensor, index);
        nint bytes = TensorValue.ByteLengthOf(type, shape);
        void* data = _api.TensorData(tensor);
        if ((nint)_api.TensorBytes(tensor) != bytes || (data is null && bytes > 0) || _api.TensorType(tensor) != _outputTypes[index])
        {
            ThrowSize("output", facts.Signature.Outputs[index].Name);
        }

        TensorValue value = TensorValue.Allocate(type, shape);
        NativeMemory.Copy(data, (void*)value.Pointer, (nuint)bytes);
        return value;
    }

    /// <summary>The shape of an output, mostly that of the run before.</summary>
    private TensorShape ShapeOf(nint tensor, int index)
    {
        int rank = _api.TensorRank(tensor);
        TensorShape? known = _outputShapes[index];
        bool isSame = known is not null && known.Rank == rank;
        for (int axis = 0; isSame && axis < rank; axis++)
        {
            isSame = known![axis] == _api.TensorLength(tensor, axis);
        }

        return isSame ? known! : _outputShapes[index] = ReadShape(tensor, rank, index);
    }

    private TensorShape ReadShape(nint tensor, int rank, int index)
    {
        if (rank is < 0 or > TensorShape.MaxRank)
        {
            ThrowSize("output", facts.Signature.Outputs[index].Name);
        }

        Span<long> lengths = stackalloc long[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            lengths[axis] = _api.TensorLength(tensor, axis);
            if (lengths[axis] < 0)
            {
                ThrowSize("output", facts.Signature.Outputs[index].Name);
            }
        }

        return TensorShape.Create(lengths);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(int status, string otherwise)
    {
        if (status != 0)
        {
            Throw(status, otherwise);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Throw(int status, string otherwise) => throw handle.Reports.ToException(status, otherwise);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowSize(string kind, string name) => throw handle.Reports.ToException(0, $"The {kind} '{name}' has another type or size in the library than it is declared to have.");
}
