using RedisAi.Backends.TfLite.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.TfLite;

/// <summary>The interpreters of a model that no call is using. May be used by several threads at once, unlike an interpreter.</summary>
/// <param name="factory">Makes one that is missing.</param>
/// <param name="capacity">How many may wait; of more, the one that has waited longest goes.</param>
internal sealed class InterpreterPool(InterpreterFactory factory, int capacity) : IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>Those that wait, the one that has waited longest first.</summary>
    private readonly List<Interpreter> _waiting = new(capacity + 1);

    private bool _disposed;

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Gives an interpreter for inputs of these shapes: the caller's until <see cref="Return"/>.</summary>
    /// <exception cref="BackendException">The library does not take the shapes.</exception>
    public Interpreter Rent(ReadOnlySpan<TensorValue> inputs)
    {
        lock (_lock)
        {
            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].IsFor(inputs))
                {
                    Interpreter found = _waiting[i];
                    _waiting.RemoveAt(i);
                    return found;
                }
            }
        }

        return factory.Create(inputs);
    }

    /// <summary>Takes an interpreter back; nobody uses it any more.</summary>
    public void Return(Interpreter interpreter)
    {
        Interpreter? surplus = interpreter;
        lock (_lock)
        {
            if (!_disposed)
            {
                _waiting.Add(interpreter);
                surplus = _waiting.Count > capacity ? _waiting[0] : null;
                _waiting.RemoveRange(0, surplus is null ? 0 : 1);
            }
        }

        surplus?.Dispose();
    }

    public void Dispose()
    {
        Interpreter[] waiting;
        lock (_lock)
        {
            _disposed = true;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        Array.ForEach(waiting, static interpreter => interpreter.Dispose());
    }
}
