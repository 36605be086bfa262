using RedisAi.Tensors;

namespace RedisAi.Backends;

/// <summary>The outputs of a run whose number only the run tells, as its backend gives them; used again for the next run.</summary>
/// <remarks>Used by one thread at a time. Each value in it stands for one reference, which is this object's.</remarks>
public sealed class RunOutputs
{
    private TensorValue[] _values = new TensorValue[4];
    private string?[] _names = new string?[4];
    private int _count;

    /// <summary>Gets the number of results.</summary>
    public int Count => _count;

    /// <summary>Gets a result, borrowed.</summary>
    /// <param name="index">Its place.</param>
    public TensorValue this[int index] => _values[Checked(index)];

    /// <summary>Adds a result.</summary>
    /// <param name="value">The tensor, handed over with one reference, but for an input of the call, of which a reference is taken here; empty for a None among other results.</param>
    /// <param name="name">Its key, when the function gives a dictionary; null otherwise.</param>
    public void Add(in TensorValue value, string? name = null)
    {
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, 2 * _count);
            Array.Resize(ref _names, 2 * _count);
        }

        _values[_count] = value.IsLent ? value.AddReference() : value;
        _names[_count] = name;
        _count++;
    }

    /// <summary>Gets the key under which a dictionary had a result, or null.</summary>
    /// <param name="index">Its place.</param>
    public string? NameOf(int index) => _names[Checked(index)];

    /// <summary>Releases the results.</summary>
    public void Clear()
    {
        for (int i = 0; i < _count; i++)
        {
            if (!_values[i].IsEmpty)
            {
                _values[i].Release();
            }

            _values[i] = default;
        }

        Forget();
    }

    /// <summary>The results and room for more, which is empty.</summary>
    internal TensorValue[] Values => _values;

    /// <summary>Forgets the results without releasing them.</summary>
    internal void Forget()
    {
        Array.Clear(_names, 0, _count);
        _count = 0;
    }

    private int Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
        return index;
    }
}
