using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.Conformance;

/// <summary>A backend in front of another one, under a name of its own, that counts what reaches it.</summary>
internal sealed class CountingBackend(IBackend inner) : IBackend
{
    private int _runs;
    private int _openSessions;

    public string Name => "COUNTING";

    public int Runs => Volatile.Read(ref _runs);

    public int OpenSessions => Volatile.Read(ref _openSessions);

    public bool Recognizes(ModelContent content) => inner.Recognizes(content);

    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        Session session = new(this, inner.Load(content, options, cancellationToken));
        Interlocked.Increment(ref _openSessions);
        return session;
    }

    public void Dispose() => inner.Dispose();

    private sealed class Session(CountingBackend owner, IModelSession inner) : IModelSession
    {
        public ModelSignature Signature => inner.Signature;

        public IModelExecution CreateExecution() => new Execution(owner, inner.CreateExecution());

        public void Dispose()
        {
            inner.Dispose();
            Interlocked.Decrement(ref owner._openSessions);
        }
    }

    private sealed class Execution(CountingBackend owner, IModelExecution inner) : IModelExecution
    {
        public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
        {
            Interlocked.Increment(ref owner._runs);
            inner.Execute(inputs, outputs);
        }

        public void Cancel() => inner.Cancel();

        public void ResetCancel() => inner.ResetCancel();

        public void Dispose() => inner.Dispose();
    }
}
