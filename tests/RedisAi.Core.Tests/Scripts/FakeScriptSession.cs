using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.Tests.Scripts;

/// <summary>A compiled fake script that counts its executions and notices a use after its end.</summary>
internal sealed class FakeScriptSession(FakeScript script, ScriptContent content, LoadOptions options) : IScriptSession
{
    private int _disposals;
    private int _executions;

    public string Source => content.Text;

    public bool AllowFileAccess => content.AllowFileAccess;

    public LoadOptions Options => options;

    public IReadOnlyList<ScriptFunction> Functions { get; } = script.Functions;

    public int Disposals => Volatile.Read(ref _disposals);

    /// <summary>Executions that were made and not yet disposed.</summary>
    public int Executions => Volatile.Read(ref _executions);

    public IScriptExecution CreateExecution()
    {
        Interlocked.Increment(ref _executions);
        return new Execution(this, script);
    }

    public void Dispose()
    {
        if (Executions != 0)
        {
            throw new InvalidOperationException($"A session is disposed before {Executions} of its executions.");
        }

        Interlocked.Increment(ref _disposals);
    }

    private sealed class Execution(FakeScriptSession session, FakeScript script) : IScriptExecution
    {
        private readonly ManualResetEventSlim _stop = new();
        private int _running;

        public void Execute(int function, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost host, RunOutputs outputs)
        {
            if (session.Disposals != 0 || outputs.Count != 0 || Interlocked.Exchange(ref _running, 1) != 0)
            {
                throw new InvalidOperationException("A session is used after its end, outputs twice, or an execution by two calls at once.");
            }

            try
            {
                script.Run(function, new FakeCall(inputs, keys, args, host, outputs, _stop));
            }
            finally
            {
                Volatile.Write(ref _running, 0);
            }
        }

        public void Cancel() => _stop.Set();

        public void ResetCancel() => _stop.Reset();

        public void Dispose()
        {
            Interlocked.Decrement(ref session._executions);
            _stop.Dispose();
        }
    }
}
