using RedisAi.Backends;
using RedisAi.Tensors;
using RedisAi.Testing;

namespace RedisAi.Tests.Models;

/// <summary>A run of a fake model.</summary>
/// <param name="session">Whose run it is.</param>
/// <param name="stop">Set when the run is asked to stop.</param>
/// <param name="inputs">Borrowed.</param>
/// <param name="outputs">Handed over.</param>
internal delegate void FakeRun(FakeSession session, ManualResetEventSlim stop, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs);

/// <summary>A loaded model that counts its executions and notices a use after its end.</summary>
internal sealed class FakeSession(int number, ModelSignature signature, LoadOptions options, FakeRun run) : IModelSession
{
    private static readonly TensorShape s_one = TensorShape.Create(1);

    private int _disposals;
    private int _executions;
    private int _signatures;

    /// <summary>1 for the first that was loaded.</summary>
    public int Number => number;

    public ModelSignature Signature => ++_signatures > SignaturesBeforeFailure ? throw new InvalidTimeZoneException("Nowhere.") : signature;

    /// <summary>How often the signature can be had.</summary>
    public int SignaturesBeforeFailure { get; init; } = int.MaxValue;

    public LoadOptions Options => options;

    /// <summary>Called when an execution is asked for.</summary>
    public Action<FakeSession>? ExecutionMaking { get; init; }

    /// <summary>Called when an execution ends.</summary>
    public Action<FakeSession>? ExecutionDisposing { get; init; }

    /// <summary>Called when this ends, after it has.</summary>
    public Action<FakeSession>? Disposing { get; init; }

    public int Disposals => Volatile.Read(ref _disposals);

    /// <summary>Executions that were made and not yet disposed.</summary>
    public int Executions => Volatile.Read(ref _executions);

    /// <summary>Gives the input back.</summary>
    public static void Echo(FakeSession session, ManualResetEventSlim stop, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs) =>
        outputs[0] = inputs[0].AddReference();

    /// <summary>Gives the number of the session.</summary>
    public static void Tell(FakeSession session, ManualResetEventSlim stop, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        outputs[0] = TensorValue.Allocate(s_one, out Span<float> elements);
        elements[0] = session.Number;
    }

    /// <summary>Runs until it is asked to stop, and then fails.</summary>
    /// <param name="entered">Is set when the run has begun.</param>
    public static FakeRun UntilStopped(ManualResetEventSlim entered) => (_, stop, _, _) =>
    {
        entered.Set();
        Eventually.Comes(stop);
        throw new BackendException("FAKE", 1, "It was asked to stop.");
    };

    public IModelExecution CreateExecution()
    {
        ThrowIfDisposed();
        ExecutionMaking?.Invoke(this);
        Interlocked.Increment(ref _executions);
        return new Execution(this);
    }

    public void Dispose()
    {
        if (Executions != 0)
        {
            throw new InvalidOperationException($"Session {number} is disposed before {Executions} of its executions.");
        }

        Interlocked.Increment(ref _disposals);
        Disposing?.Invoke(this);
    }

    private void ThrowIfDisposed()
    {
        if (Disposals != 0)
        {
            throw new InvalidOperationException($"Session {number} is used after it was disposed.");
        }
    }

    private sealed class Execution(FakeSession session) : IModelExecution
    {
        private readonly ManualResetEventSlim _stop = new();
        private int _running;

        public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
        {
            session.ThrowIfDisposed();
            if (Interlocked.Exchange(ref _running, 1) != 0)
            {
                throw new InvalidOperationException("An execution runs two calls at once.");
            }

            try
            {
                session.RunOnce(_stop, inputs, outputs);
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
            session.ExecutionDisposing?.Invoke(session);
            Interlocked.Decrement(ref session._executions);
            _stop.Dispose();
        }
    }

    private void RunOnce(ManualResetEventSlim stop, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs) => run(this, stop, inputs, outputs);
}
