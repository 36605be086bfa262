using RedisAi.Execution;
using RedisAi.Registry;
using RedisAi.Sessions;

namespace RedisAi.Models;

/// <summary>The live handle on a model: binds the inputs to a slot of the current version, and hands that to the dispatcher.</summary>
internal sealed class ModelHandle(string key, VersionTable<ModelVersion> table) : LiveHandle<ModelVersion>(key, table), IModel
{
    public ModelSignature Signature => Current.Signature;

    public string GetStateKey(string session, string input)
    {
        ArgumentException.ThrowIfNullOrEmpty(session);
        ArgumentException.ThrowIfNullOrEmpty(input);
        return StateKey.Of(session, Key, input);
    }

    public ModelResult Run(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        RunDispatcher.Run(Accept(new CallInputs(inputs), options, cancellationToken));

    public ModelResult Run(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        RunDispatcher.Run(Accept(new CallInputs(inputs), options, cancellationToken));

    public ValueTask<ModelResult> RunAsync(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(new CallInputs(inputs), options, cancellationToken);

    public ValueTask<ModelResult> RunAsync(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(new CallInputs(inputs), options, cancellationToken);

    public ValueTask<InferenceAttempt> TryRunAsync(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        Attempt(RunAsync(new CallInputs(inputs), options, cancellationToken));

    public ValueTask<InferenceAttempt> TryRunAsync(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        Attempt(RunAsync(new CallInputs(inputs), options, cancellationToken));

    private ValueTask<ModelResult> RunAsync(in CallInputs inputs, InferenceOptions? options, CancellationToken cancellationToken)
    {
        ModelSlot call;
        try
        {
            call = Accept(inputs, options, cancellationToken);
        }
        catch (Exception error) when (error is not ArgumentException)
        {
            return ValueTask.FromException<ModelResult>(error);
        }

        return RunDispatcher.RunAsync(call);
    }

    /// <summary>Runs have no queue that could be too long, so every call is accepted.</summary>
    private static ValueTask<InferenceAttempt> Attempt(ValueTask<ModelResult> run)
    {
        return run.IsCompletedSuccessfully ? new ValueTask<InferenceAttempt>(new InferenceAttempt(run.Result)) : Await(run);

        static async ValueTask<InferenceAttempt> Await(ValueTask<ModelResult> run) => new(await run.ConfigureAwait(false));
    }

    private ModelSlot Accept(in CallInputs inputs, InferenceOptions? options, CancellationToken cancellationToken)
    {
        ModelSlot slot = (ModelSlot)AcquireSlot();
        try
        {
            slot.Accept(options, cancellationToken);
            inputs.BindTo(slot.Binder, slot.Inputs);
            return slot;
        }
        catch
        {
            slot.Return();
            throw;
        }
    }
}
