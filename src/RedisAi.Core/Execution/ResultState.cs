using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using RedisAi.Tensors;

namespace RedisAi.Execution;

/// <summary>The outputs of one run, used again for a later run once the result is disposed.</summary>
/// <remarks>
/// <see cref="ModelResult"/> is a struct over it and remembers the generation: a copy that was left behind throws instead of showing
/// another call's outputs.
/// </remarks>
internal abstract class ResultState(int capacity)
{
    private TensorValue[] _values = new TensorValue[capacity];
    private AiTensor?[] _handles = new AiTensor?[capacity];
    private int _count = capacity;
    private int _generation;

    /// <summary>The slot that ran last, which gets this object back.</summary>
    public ExecutionSlot? Slot { get; set; }

    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Whether the run was the first of a session, or of one that had lost its states.</summary>
    public bool StartedSession { get; set; }

    /// <summary>Where a run puts its outputs.</summary>
    public Span<TensorValue> Values => _values;

    /// <summary>All outputs, borrowed.</summary>
    public ReadOnlySpan<TensorValue> ValuesOf(int generation)
    {
        Check(generation);
        return _values;
    }

    /// <summary>The value of an output, borrowed.</summary>
    public ref readonly TensorValue Value(int generation, int index)
    {
        Check(generation);
        if ((uint)index >= (uint)_count)
        {
            ThrowNoOutput(index);
        }

        ref TensorValue value = ref _values[index];
        if (value.IsEmpty)
        {
            throw Missing(index);
        }

        // A handle that was given out holds the reference; somebody may have disposed it, though it was only lent.
        _handles[index]?.ThrowIfDisposed();
        return ref value;
    }

    /// <summary>Reads an output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> AsSpan<T>(int generation, int index)
        where T : unmanaged
    {
        ref readonly TensorValue value = ref Value(generation, index);
        TensorDataType requested = TensorElement.TypeOf<T>();
        if (requested != value.DataType)
        {
            TensorElement.ThrowMismatch(Describe(index), requested, value.DataType);
        }

        return value.Elements<T>();
    }

    /// <summary>Reads an output of strings.</summary>
    public ReadOnlySpan<string> AsStrings(int generation, int index)
    {
        ref readonly TensorValue value = ref Value(generation, index);
        if (value.DataType != TensorDataType.String)
        {
            TensorElement.ThrowMismatch(Describe(index), TensorDataType.String, value.DataType);
        }

        return value.Strings;
    }

    /// <summary>A handle on an output; the result keeps it.</summary>
    public AiTensor Handle(int generation, int index)
    {
        TensorValue value = Value(generation, index);
        return _handles[index] ??= new AiTensor(value);
    }

    /// <summary>A handle on an output; it is the caller's from now on.</summary>
    public AiTensor Detach(int generation, int index)
    {
        AiTensor handle = Handle(generation, index);
        _handles[index] = null;
        _values[index] = WithoutMemory(handle);
        return handle;
    }

    /// <summary>Takes an output out without making a handle: its reference is the caller's from now on. Empty when the run has not given it.</summary>
    public TensorValue Take(int index)
    {
        TensorValue value = _values[index];
        _values[index] = default;
        return value;
    }

    /// <summary>Releases the outputs; only the first call of a generation does anything.</summary>
    public void Dispose(int generation)
    {
        if (Interlocked.CompareExchange(ref _generation, generation + 1, generation) == generation)
        {
            ReleaseOutputs();
            GiveBack();
        }
    }

    /// <summary>Gives back what a failed run has left, and this object with it.</summary>
    public void Abandon() => Dispose(_generation);

    /// <summary>What stands in the place of an output that was detached: empty, but told from one that the run has not given by its shape.</summary>
    private static TensorValue WithoutMemory(AiTensor detached) => new(null!, detached.DataType, detached.Shape, 0);

    /// <exception cref="ObjectDisposedException">The result was disposed.</exception>
    public void Check(int generation)
    {
        if (Generation != generation)
        {
            ThrowDisposed();
        }
    }

    [DoesNotReturn]
    private void ThrowDisposed() => throw new ObjectDisposedException(objectName: null, $"The result of {Subject} was disposed.");

    /// <summary>What has run, for sentences.</summary>
    protected virtual string Subject => Slot!.Subject;

    /// <summary>The name of an output; null when it has none.</summary>
    protected abstract string? NameOf(int index);

    /// <summary>Throws what is told who asks for an output that there is not.</summary>
    /// <param name="index">The place.</param>
    [DoesNotReturn]
    protected void ThrowNoOutput(int index)
    {
        string?[] names = [.. Enumerable.Range(0, OutputCount).Select(NameOf)];
        string known = names.Length == 0 ? "none" : Array.Exists(names, static name => name is null) ? $"{names.Length}" : $"{names.Length}: '{string.Join("', '", names)}'";
        throw new ArgumentOutOfRangeException(nameof(index), $"There is no output {index} of {Subject}; it has {known}.");
    }

    /// <summary>The number of outputs that are asked for by their places.</summary>
    protected virtual int OutputCount => _count;

    /// <summary>What a sentence about an output begins with.</summary>
    protected abstract string Describe(int index);

    /// <summary>How a sentence about an output that the run has not given goes on.</summary>
    protected virtual string WhyAbsent(int index) => "was not given by the run";

    /// <summary>Keeps this object for a later run, once its outputs are released.</summary>
    protected virtual void GiveBack() => Slot!.KeepForNext(this);

    /// <summary>Takes another array in the place of the outputs', of a run whose outputs are not counted before.</summary>
    /// <param name="values">The outputs, and empty places after them.</param>
    /// <param name="count">How many outputs there are.</param>
    protected void UseValues(TensorValue[] values, int count)
    {
        _values = values;
        _count = count;
        if (_handles.Length < values.Length)
        {
            _handles = new AiTensor?[values.Length];
        }
    }

    // An output that was detached has a shape still.
    private InvalidOperationException Missing(int index) =>
        new($"{Describe(index)} {(_values[index].Shape is null ? WhyAbsent(index) : "was detached")}.");

    private void ReleaseOutputs()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            // A handle that was given out holds the output's reference, and must refuse from now on.
            if (_handles[i] is { } handle)
            {
                handle.End(HandleEnd.WithResult);
                _handles[i] = null;
            }
            else if (!_values[i].IsEmpty)
            {
                _values[i].Release();
            }

            _values[i] = default;
        }
    }
}
