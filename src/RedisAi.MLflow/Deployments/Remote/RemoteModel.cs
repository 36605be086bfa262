namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>A model of a server, for code that scores with models: its inputs and outputs travel with each call, under keys that no other call sees.</summary>
/// <param name="models">The models of the server.</param>
/// <param name="name">What it is called, for messages.</param>
/// <param name="key">Its key.</param>
/// <param name="signature">What it declares.</param>
internal sealed class RemoteModel(RemoteModels models, string name, string key, ModelSignature signature) : IModel
{
    public string Key => name;

    public ModelSignature Signature => signature;

    public string GetStateKey(string session, string input) => throw NotHere();

    public ModelResult Run(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) => throw NotHere();

    public ModelResult Run(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) => throw NotHere();

    // What is in the span is sent as copies, made before the first wait.
    public ValueTask<ModelResult> RunAsync(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        new(RunAsync(inputs.ToArray(), options?.Timeout, cancellationToken));

    public ValueTask<ModelResult> RunAsync(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        new(RunAsync(InOrder(inputs), options?.Timeout, cancellationToken));

    public async ValueTask<InferenceAttempt> TryRunAsync(NamedTensors inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default) =>
        InferenceAttempt.FromResult(await RunAsync(inputs, options, cancellationToken).ConfigureAwait(false));

    public ValueTask<InferenceAttempt> TryRunAsync(ReadOnlySpan<AiTensor> inputs, InferenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        return AttemptAsync(RunAsync(inputs, options, cancellationToken));

        static async ValueTask<InferenceAttempt> AttemptAsync(ValueTask<ModelResult> run) => InferenceAttempt.FromResult(await run.ConfigureAwait(false));
    }

    private async Task<ModelResult> RunAsync(AiTensor[] inputs, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        try
        {
            return new ModelResult(new RemoteResult(name, signature, await models.RunAsync(key, inputs, signature.Outputs.Count, timeout, cancellationToken).ConfigureAwait(false)));
        }
        catch (RedisAiServerException error) when (ServerErrors.IsAboutModel(error))
        {
            throw ServerErrors.Of(error);
        }
    }

    /// <summary>RedisAI's commands have no names for inputs: those after the last that is given may be missing.</summary>
    private AiTensor[] InOrder(NamedTensors inputs)
    {
        List<AiTensor> ordered = [];
        foreach (TensorSpec spec in signature.Inputs)
        {
            if (inputs.TryGet(spec.Name, out AiTensor? tensor))
            {
                ordered.Add(tensor);
            }
            else if (ordered.Count < inputs.Count)
            {
                throw new MlflowException($"The model '{name}' of a server cannot be run without its input '{spec}' where inputs after that are given.", MlflowErrorCodes.BadRequest);
            }
        }

        return [.. ordered];
    }

    private static NotSupportedException NotHere() => new("A model of a server is run asynchronously, and keeps no sessions.");
}
