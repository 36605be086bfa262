namespace RedisAi.Registry;

/// <summary>Runs something on tensors of a store, and puts its outputs there: RedisAI's MODELEXECUTE and SCRIPTEXECUTE.</summary>
internal static class StoreToStore
{
    /// <summary>Starts the run before it returns: what happens to the input keys from then on does not concern it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="inputs">The keys of the inputs.</param>
    /// <param name="outputs">The keys of the outputs.</param>
    /// <param name="run">Starts the run; takes references of its own.</param>
    /// <param name="outputsOf">Lists what is to be stored, borrowed; throws when the keys do not fit.</param>
    public static Task ExecuteAsync<TResult>(
        ITensorStore store,
        IReadOnlyList<string> inputs,
        IReadOnlyList<string> outputs,
        Func<AiTensor[], ValueTask<TResult>> run,
        Func<TResult, IReadOnlyList<string>, KeyValuePair<string, AiTensor>[]> outputsOf)
        where TResult : struct, IDisposable
    {
        AiTensor?[] tensors = new AiTensor?[inputs.Count];
        try
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                tensors[i] = store.GetRequired(inputs[i]);
            }

            return WriteAsync(store, run(tensors!), outputs, outputsOf);
        }
        finally
        {
            foreach (AiTensor? tensor in tensors)
            {
                tensor?.Dispose();
            }
        }
    }

    private static async Task WriteAsync<TResult>(
        ITensorStore store, ValueTask<TResult> run, IReadOnlyList<string> outputs, Func<TResult, IReadOnlyList<string>, KeyValuePair<string, AiTensor>[]> outputsOf)
        where TResult : struct, IDisposable
    {
        using TResult result = await run.ConfigureAwait(false);
        await store.SetAllAsync(outputsOf(result, outputs)).ConfigureAwait(false);
    }
}
