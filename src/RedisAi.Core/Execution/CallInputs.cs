using RedisAi.Tensors;

namespace RedisAi.Execution;

/// <summary>The inputs of a call, in the ways in which callers give them.</summary>
internal readonly ref struct CallInputs
{
    private readonly ReadOnlySpan<AiTensor> _positional;
    private readonly NamedTensors? _named;
    private readonly ReadOnlySpan<TensorValue> _values;
    private readonly bool _areValues;

    public CallInputs(ReadOnlySpan<AiTensor> positional) => _positional = positional;

    public CallInputs(NamedTensors named)
    {
        ArgumentNullException.ThrowIfNull(named, "inputs");
        _named = named;
    }

    /// <param name="values">By position, borrowed; empty ones stand for what is left out.</param>
    public CallInputs(ReadOnlySpan<TensorValue> values)
    {
        _values = values;
        _areValues = true;
    }

    /// <summary>How many there are, of those by position.</summary>
    public int Count => _areValues ? _values.Length : _positional.Length;

    /// <summary>Takes a reference on one of those by position, where nothing is declared to check it against; false when the caller gave null.</summary>
    public bool TryLease(int place, out TensorValue value)
    {
        value = _areValues ? _values[place].AddReference() : _positional[place]?.Lease() ?? default;
        return !value.IsEmpty;
    }

    /// <summary>Takes a reference on each input, and checks it; those taken are released by the caller if this throws.</summary>
    public void BindTo(InputBinder binder, Span<TensorValue> values)
    {
        if (_areValues)
        {
            binder.Bind(_values, values);
        }
        else if (_named is null)
        {
            binder.Bind(_positional, values);
        }
        else
        {
            binder.Bind(_named, values);
        }
    }
}
