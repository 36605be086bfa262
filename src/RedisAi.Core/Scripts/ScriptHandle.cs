using RedisAi.Execution;
using RedisAi.Registry;
using RedisAi.Tensors;

namespace RedisAi.Scripts;

/// <summary>The live handle on a script: runs a call in a slot of the current version: here when it is quick, else on a thread of the engine's.</summary>
internal sealed class ScriptHandle(string key, VersionTable<ScriptVersion> table, RunThreads threads) : LiveHandle<ScriptVersion>(key, table), IScript
{
    public IReadOnlyList<ScriptFunction> Functions => Current.Functions;

    /// <summary>The functions of the version that serves; null when there is none.</summary>
    public IReadOnlyList<ScriptFunction>? FindFunctions() => Table.Find(Key)?.Functions;

    /// <summary>Calls a function for a plan, which has no handles.</summary>
    /// <param name="function">The function.</param>
    /// <param name="inputs">Borrowed until this returns.</param>
    /// <param name="keys">The keys that it is told.</param>
    /// <param name="args">Further arguments.</param>
    /// <param name="options">How long the call may take.</param>
    /// <param name="mayHoldThread">Whether the call may be on this thread, however long it takes.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public ValueTask<ScriptResult> RunPartAsync(
        string function,
        ReadOnlySpan<TensorValue> inputs,
        IReadOnlyList<string> keys,
        IReadOnlyList<string> args,
        InferenceOptions options,
        bool mayHoldThread,
        CancellationToken cancellationToken)
    {
        ScriptSlot slot = Accept(function, new CallInputs(inputs), keys, args, options, cancellationToken);
        return mayHoldThread || slot.IsQuick ? RunHere(slot) : RunElsewhere(slot);
    }

    public ScriptResult Run(
        string function,
        ReadOnlySpan<AiTensor> inputs,
        IReadOnlyList<string>? keys = null,
        IReadOnlyList<string>? args = null,
        InferenceOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Accept(function, new CallInputs(inputs), keys, args, options, cancellationToken).RunAndReturn();

    public ValueTask<ScriptResult> RunAsync(
        string function,
        ReadOnlySpan<AiTensor> inputs,
        IReadOnlyList<string>? keys = null,
        IReadOnlyList<string>? args = null,
        InferenceOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ScriptSlot call;
        try
        {
            call = Accept(function, new CallInputs(inputs), keys, args, options, cancellationToken);
        }
        catch (Exception error) when (error is not ArgumentException)
        {
            return ValueTask.FromException<ScriptResult>(error);
        }

        return call.IsQuick ? RunHere(call) : RunElsewhere(call);
    }

    private static ValueTask<ScriptResult> RunHere(ScriptSlot call)
    {
        try
        {
            return new ValueTask<ScriptResult>(call.RunAndReturn());
        }
#pragma warning disable CA1031 // Where a call runs must not show in how it fails.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return ValueTask.FromException<ScriptResult>(error);
        }
    }

    private ValueTask<ScriptResult> RunElsewhere(ScriptSlot call)
    {
        call.Wait();
        LongRun run = new(call);
        threads.Start(run, isLong: true);
        return new ValueTask<ScriptResult>(run.Result);
    }

    private ScriptSlot Accept(
        string function,
        in CallInputs inputs,
        IReadOnlyList<string>? keys,
        IReadOnlyList<string>? args,
        InferenceOptions? options,
        CancellationToken cancellationToken)
    {
        ScriptSlot slot = AcquireSlot();
        try
        {
            slot.SetFunction(function);
            slot.Accept(options, cancellationToken);
            slot.Bind(inputs, keys, args, options?.ScriptGuard);
            return slot;
        }
        catch
        {
            slot.Return();
            throw;
        }
    }

    /// <summary>Takes a slot of the version that serves.</summary>
    private ScriptSlot AcquireSlot()
    {
        // A version that refuses has just been replaced or removed, so looking again gets further each time.
        while (true)
        {
            if (Current.TryAcquire() is { } slot)
            {
                return (ScriptSlot)slot;
            }
        }
    }
}
