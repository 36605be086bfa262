namespace RedisAi.Store.Redis;

/// <summary>A model that runs over messages.</summary>
internal sealed class ModelTarget(IModelRegistry models, IModel model) : StreamTarget
{
    // What the version with that signature keeps as states; replaced as a whole.
    private volatile StateNames? _states;

    public override string Name => $"model '{model.Key}'";

    public override IReadOnlyList<TensorSpec> Inputs => model.Signature.Inputs;

    public override async Task<StreamField[]> RunAsync(
        NamedTensors inputs, string? session, TimeSpan? timeout, Func<IReadOnlyList<KeyValuePair<string, AiTensor>>, StreamField[]> write, CancellationToken cancellationToken)
    {
        using ModelResult result = await model.RunAsync(inputs, new InferenceOptions { Session = session, Timeout = timeout }, cancellationToken).ConfigureAwait(false);
        HashSet<string>? states = session is null ? null : States();
        List<KeyValuePair<string, AiTensor>> outputs = new(result.Count);
        for (int i = 0; i < result.Count; i++)
        {
            string name = result.Outputs[i].Name;

            // The next states stay where they are; an optional output may not have been given.
            if (states?.Contains(name) != true && !result.Values[i].IsEmpty)
            {
                outputs.Add(KeyValuePair.Create(name, result[i]));
            }
        }

        return write(outputs);
    }

    /// <summary>The outputs that are the next states of a session.</summary>
    private HashSet<string> States()
    {
        ModelSignature signature = model.Signature;
        StateNames? known = _states;
        if (known is null || !ReferenceEquals(known.Signature, signature))
        {
            known = new StateNames(signature, [.. models.GetOptions(model.Key).States.Select(static state => state.Output)]);
            _states = known;
        }

        return known.Outputs;
    }

    private sealed record StateNames(ModelSignature Signature, HashSet<string> Outputs);
}
