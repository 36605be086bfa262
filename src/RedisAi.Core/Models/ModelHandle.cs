using RedisAi.Execution;
using RedisAi.Registry;

namespace RedisAi.Models;

/// <summary>The live handle on a key: finds the current version, binds the inputs to a slot of it, and hands that to the dispatcher.</summary>
internal sealed class ModelHandle(string key, VersionTable<ModelVersion> table) : IModel
{
    // The entry seen last; a key that was deleted and stored again has another.
    private VersionEntry<ModelVersion>? _entry;

    public string Key => key;

    public ModelSignature Signature => table.Current(key).Signature;

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
        ModelSlot slot = AcquireSlot();
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

    private ModelSlot AcquireSlot() => _entry?.Current?.TryAcquire() ?? AcquireSlotSlowly();

    private ModelSlot AcquireSlotSlowly()
    {
        // A version that refuses has just been replaced or removed, so looking again gets further each time.
        while (true)
        {
            ModelVersion version = table.Current(key, out _entry);
            if (version.TryAcquire() is { } slot)
            {
                return slot;
            }
        }
    }
}
