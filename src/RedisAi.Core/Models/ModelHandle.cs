using RedisAi.Batching;
using RedisAi.Execution;
using RedisAi.Registry;
using RedisAi.Sessions;

namespace RedisAi.Models;

/// <summary>The live handle on a model: finds the version that answers a call, and runs it here or gives it to that version's queue.</summary>
/// <param name="key">The key.</param>
/// <param name="table">What serves under the keys.</param>
/// <param name="version">The only version that answers; null for that which is chosen for each call.</param>
internal sealed class ModelHandle(string key, VersionTable<ModelVersion> table, int? version = null) : LiveHandle<ModelVersion>(key, table), IModel
{
    public ModelSignature Signature => (version is { } number ? Only(number) : Current).Signature;

    /// <summary>Whether a call is expected to be done on the thread of an asynchronous caller.</summary>
    public bool RunsOnCallersThread => Current.Estimate.IsQuick;

    /// <summary>What the version that serves takes and gives; null when there is none.</summary>
    public ModelContract? FindContract() => Table.Find(Key)?.Contract;

    /// <summary>Runs the model for a plan, which has no handles.</summary>
    /// <param name="caller">Asked for the inputs once it is known which version answers; again where that one is just being replaced.</param>
    /// <param name="options">Whose call it is and how long it may take; changed by nobody but the caller while it is asked.</param>
    /// <param name="mayHoldThread">Whether the run may be on this thread, however long it takes, if nothing waits or runs.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public ValueTask<ModelResult> RunPartAsync(IVersionCaller caller, InferenceOptions options, bool mayHoldThread, CancellationToken cancellationToken) =>
        RunAsync(default, options, mayHoldThread ? CallerThread.RunsWhenIdle : null, cancellationToken, caller);

    /// <summary>Runs the model for a plan whose caller blocks; so does this.</summary>
    /// <param name="caller">Asked for the inputs once it is known which version answers; again where that one is just being replaced.</param>
    /// <param name="options">Whose call it is and how long it may take; changed by nobody but the caller while it is asked.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public ModelResult RunPart(IVersionCaller caller, InferenceOptions options, CancellationToken cancellationToken) =>
        Run(default, options, cancellationToken, caller);

    public string GetStateKey(string session, string input)
    {
        ArgumentException.ThrowIfNullOrEmpty(session);
        ArgumentException.ThrowIfNullOrEmpty(input);
        return StateKey.Of(session, Key, input);
    }

    public ModelResult Run(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(new CallInputs(inputs), options, cancellationToken);

    public ModelResult Run(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(new CallInputs(inputs), options, cancellationToken);

    public ValueTask<ModelResult> RunAsync(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(new CallInputs(inputs), options, thread: null, cancellationToken);

    public ValueTask<ModelResult> RunAsync(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(new CallInputs(inputs), options, thread: null, cancellationToken);

    public ValueTask<InferenceAttempt> TryRunAsync(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        TryRunAsync(new CallInputs(inputs), options, cancellationToken);

    public ValueTask<InferenceAttempt> TryRunAsync(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        TryRunAsync(new CallInputs(inputs), options, cancellationToken);

    private ModelResult Run(in CallInputs inputs, InferenceOptions? options, CancellationToken cancellationToken, IVersionCaller? caller = null)
    {
        ModelCall? call = Begin(inputs, caller, options, CallerThread.Blocked, cancellationToken, out CallEnd direct);
        if (call is null)
        {
            direct.ThrowIfFailed();
            return direct.Result;
        }

        call.Wait();
        return call.TakeResult();
    }

    private ValueTask<ModelResult> RunAsync(
        in CallInputs inputs, InferenceOptions? options, CallerThread? thread, CancellationToken cancellationToken, IVersionCaller? caller = null)
    {
        ModelCall? call;
        CallEnd direct;
        try
        {
            call = Begin(inputs, caller, options, thread, cancellationToken, out direct);
        }
        catch (Exception error) when (error is not ArgumentException)
        {
            return ValueTask.FromException<ModelResult>(error);
        }

        return call is null ? direct.AsResult() : call.TryAwait() ? call.AsResult() : call.TakeEnd().AsResult();
    }

    private ValueTask<InferenceAttempt> TryRunAsync(in CallInputs inputs, InferenceOptions? options, CancellationToken cancellationToken)
    {
        ModelCall? call;
        CallEnd direct;
        try
        {
            call = Begin(inputs, caller: null, options, thread: null, cancellationToken, out direct);
        }
        catch (Exception error) when (error is not ArgumentException)
        {
            return ValueTask.FromException<InferenceAttempt>(error);
        }

        return call is null ? direct.AsAttempt() : call.TryAwait() ? call.AsAttempt() : call.TakeEnd().AsAttempt();
    }

    /// <summary>Runs a call on this thread, or gives it to the queue of the version that answers it. Throws where the call is refused.</summary>
    /// <param name="inputs">The inputs, unless the caller is asked for them.</param>
    /// <param name="caller">Who gives the inputs for the version that answers; null when they are the same for all.</param>
    /// <param name="options">Whose call it is and how long it may take; null for the defaults.</param>
    /// <param name="thread">What this thread may do; null for what suits the time that the model takes.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <param name="direct">How the call ended, if it has run here.</param>
    /// <returns>The call that was given to a queue; null when it has run here.</returns>
    private ModelCall? Begin(
        in CallInputs inputs, IVersionCaller? caller, InferenceOptions? options, CallerThread? thread, CancellationToken cancellationToken, out CallEnd direct)
    {
        string? session = options?.Session;

        // A version that refuses has just been replaced or removed, so looking again gets further each time.
        while (true)
        {
            ModelVersion chosen = version is { } number ? Only(number) : Current.Route(session, caller);
            CallInputs given = caller is null ? inputs : new CallInputs(caller.InputsFor(chosen.Contract));
            CallerThread may = thread ?? chosen.ChooseForAsynchronousCaller();
            bool keepsState = chosen.HasStates && options?.Session is not null;
            if (!keepsState && chosen.TryBeginDirect(may, out bool isCounted))
            {
                if (TryRunDirectly(chosen, isCounted, given, options, cancellationToken, out direct))
                {
                    return null;
                }
            }
            else if (TrySubmit(chosen, given, options, may, cancellationToken) is { } call)
            {
                direct = default;
                return call;
            }
        }
    }

    /// <summary>The version that this handle is on, while it is loaded.</summary>
    private ModelVersion Only(int number) => Current.FindVersion(number) ?? throw new ModelNotFoundException(Key, number);

    private static bool TryRunDirectly(
        ModelVersion version, bool isCounted, in CallInputs inputs, InferenceOptions? options, CancellationToken cancellationToken, out CallEnd direct)
    {
        try
        {
            if (version.TryAcquire() is not ModelSlot slot)
            {
                direct = default;
                return false;
            }

            try
            {
                slot.Accept(options, cancellationToken);
                inputs.BindTo(version.BinderFor(options), slot.Inputs);
            }
            catch
            {
                slot.Return();
                throw;
            }

            direct = CallEnd.Of(slot);
            return true;
        }
        finally
        {
            if (isCounted)
            {
                version.Queue.EndDirect();
            }
        }
    }

    private static ModelCall? TrySubmit(ModelVersion version, in CallInputs inputs, InferenceOptions? options, CallerThread thread, CancellationToken cancellationToken)
    {
        ModelCall call = version.BeginCall(inputs, options, cancellationToken);
        switch (version.Queue.TrySubmit(call, thread))
        {
            case Submission.Accepted:
                return call;
            case Submission.RunHere:
                version.Queue.RunHere(call);
                return call;
            default:
                call.Abandon();
                return null;
        }
    }
}
