namespace RedisAi.Models;

/// <summary>Runs a model on tensors of a store, and puts its outputs there: RedisAI's MODELEXECUTE.</summary>
internal static class StoreToStore
{
    public static Task ExecuteAsync(
        IModel model, ITensorStore store, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, InferenceOptions? options, CancellationToken cancellationToken)
    {
        int expected = model.Signature.Outputs.Count;
        if (outputs.Count != expected)
        {
            throw new TensorMismatchException(
                "outputs", $"{expected} keys", $"{outputs.Count}", $"Model '{model.Key}' has {expected} outputs; {outputs.Count} keys were given.");
        }

        AiTensor?[] tensors = new AiTensor?[inputs.Count];
        try
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                tensors[i] = store.GetRequired(inputs[i]);
            }

            // The run takes references of its own before this returns: what happens to the keys from then on does not concern it.
            return WriteAsync(model.RunAsync(tensors!, options, cancellationToken), store, outputs);
        }
        finally
        {
            foreach (AiTensor? tensor in tensors)
            {
                tensor?.Dispose();
            }
        }
    }

    private static async Task WriteAsync(ValueTask<ModelResult> run, ITensorStore store, IReadOnlyList<string> outputs)
    {
        using ModelResult result = await run.ConfigureAwait(false);
        KeyValuePair<string, AiTensor>[] entries = new KeyValuePair<string, AiTensor>[outputs.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = KeyValuePair.Create(outputs[i], result[i]);
        }

        store.SetAll(entries);
    }
}
