using RedisAi.Batching;
using RedisAi.Tensors;

namespace RedisAi.Models;

/// <summary>The copy of a call, which runs on another version when the call has been answered.</summary>
internal sealed class ShadowCopy : IRunCopy, IThreadPoolWorkItem
{
    private readonly ModelVersion _answering;
    private readonly ModelVersion _shadow;
    private readonly TensorValue[] _inputs;
    private TensorValue[] _expected = [];

    public ShadowCopy(ModelVersion answering, ModelVersion shadow, ReadOnlySpan<TensorValue> inputs)
    {
        _answering = answering;
        _shadow = shadow;
        _inputs = WithReferences(inputs);
    }

    public void End(ReadOnlySpan<TensorValue> outputs)
    {
        if (outputs.IsEmpty || _answering.Queue.IsBacklogged)
        {
            // There is nothing to compare with, or calls wait by now, which come first.
            _shadow.Shadow.NoteDropped();
            Release();
            return;
        }

        _expected = WithReferences(outputs);
    }

    public void Start()
    {
        if (_expected.Length > 0)
        {
            _answering.Queue.Threads.Start(this, isLong: true);
        }
    }

    public void Execute()
    {
        try
        {
            if (_answering.Queue.HasIdleCore)
            {
                _shadow.Shadow.Compare(_shadow, _inputs, _expected);
            }
            else
            {
                _shadow.Shadow.NoteDropped();
            }
        }
        finally
        {
            Release();
        }
    }

    private void Release()
    {
        foreach (TensorValue value in (ReadOnlySpan<TensorValue>)[.. _inputs, .. _expected])
        {
            if (!value.IsEmpty)
            {
                value.Release();
            }
        }

        _shadow.Shadow.End();
    }

    private static TensorValue[] WithReferences(ReadOnlySpan<TensorValue> values)
    {
        TensorValue[] taken = values.ToArray();
        foreach (ref TensorValue value in taken.AsSpan())
        {
            value = value.IsEmpty ? value : value.AddReference();
        }

        return taken;
    }
}
