using RedisAi.Backends.TfLite.Interop;
using RedisAi.Tensors;

namespace RedisAi.Backends.TfLite;

/// <summary>Runs a model for one call at a time, and keeps the interpreter of the latest call: the next one mostly has the same shapes.</summary>
internal sealed class TfLiteExecution(TfLiteSession session) : IModelExecution
{
    private Interpreter? _current;
    private volatile bool _cancelled;

    public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        if (_cancelled)
        {
            throw new BackendException(TfLiteLibrary.BackendName, 0, "The run was stopped before it began.");
        }

        if (EmptyRun.HasEmpty(inputs))
        {
            EmptyRun.Execute(session.Signature, inputs, outputs);
            return;
        }

        Interpreter interpreter = _current is { } current && current.IsFor(inputs) ? current : Change(inputs);
        interpreter.Run(inputs, outputs);
    }

    /// <summary>Has an effect on a run only before it begins: the library cannot be asked to stop.</summary>
    public void Cancel() => _cancelled = true;

    public void ResetCancel() => _cancelled = false;

    public void Dispose() => GiveBack();

    private Interpreter Change(ReadOnlySpan<TensorValue> inputs)
    {
        GiveBack();
        return _current = session.Pool.Rent(inputs);
    }

    private void GiveBack()
    {
        if (_current is { } current)
        {
            _current = null;
            session.Pool.Return(current);
        }
    }
}
