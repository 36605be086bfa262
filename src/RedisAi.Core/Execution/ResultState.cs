using RedisAi.Backends;

namespace RedisAi.Execution;

/// <summary>The outputs of one run, used again for a later run once the result is disposed.</summary>
/// <remarks>
/// <see cref="ModelResult"/> is a struct over it and remembers the generation: a copy that was left behind throws instead of showing
/// another call's outputs.
/// </remarks>
internal sealed class ResultState
{
    private readonly TensorValue[] _values;
    private readonly AiTensor?[] _handles;
    private int _generation;

    public ResultState(ModelSignature signature)
    {
        Signature = signature;
        _values = new TensorValue[signature.Outputs.Count];
        _handles = new AiTensor?[signature.Outputs.Count];
    }

    public ModelSignature Signature { get; }

    /// <summary>The slot that ran last, which gets this object back.</summary>
    public ExecutionSlot? Slot { get; set; }

    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Where a run puts its outputs.</summary>
    public Span<TensorValue> Values => _values;

    /// <summary>The value of an output, borrowed.</summary>
    public ref readonly TensorValue Value(int generation, int index)
    {
        Check(generation);
        ref TensorValue value = ref _values[index];
        if (value.IsEmpty)
        {
            throw Missing(index);
        }

        // A handle that was given out holds the reference; somebody may have disposed it, though it was only lent.
        _handles[index]?.ThrowIfDisposed();
        return ref value;
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

    /// <summary>Releases the outputs; only the first call of a generation does anything.</summary>
    public void Dispose(int generation)
    {
        if (Interlocked.CompareExchange(ref _generation, generation + 1, generation) == generation)
        {
            ReleaseOutputs();
            Slot!.KeepForNext(this);
        }
    }

    /// <summary>Gives back what a failed run has left, and this object with it.</summary>
    public void Abandon() => Dispose(_generation);

    /// <summary>What stands in the place of an output that was detached: empty, but told from one that the run has not given by its shape.</summary>
    private static TensorValue WithoutMemory(AiTensor detached) => new(null!, detached.DataType, detached.Shape, 0);

    private InvalidOperationException Missing(int index)
    {
        TensorSpec output = Signature.Outputs[index];
        return new InvalidOperationException(
            _values[index].Shape is not null ? $"The output '{output.Name}' was detached."
            : output.IsOptional ? $"The output '{output.Name}' is optional, and the run has not given it."
            : $"The run has not given the output '{output.Name}'.");
    }

    private void Check(int generation)
    {
        if (Generation != generation)
        {
            throw new ObjectDisposedException(nameof(ModelResult), "The result was disposed.");
        }
    }

    private void ReleaseOutputs()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            // A handle that was given out holds the output's reference, and must refuse from now on.
            if (_handles[i] is { } handle)
            {
                handle.Dispose();
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
