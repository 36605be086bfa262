using RedisAi.Store;

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
    /// <param name="cancellationToken">Ends the wait for a store that several processes share.</param>
    public static Task ExecuteAsync<TResult>(
        ITensorStore store,
        IReadOnlyList<string> inputs,
        IReadOnlyList<string> outputs,
        Func<AiTensor[], ValueTask<TResult>> run,
        Func<TResult, IReadOnlyList<string>, KeyValuePair<string, AiTensor>[]> outputsOf,
        CancellationToken cancellationToken)
        where TResult : struct, IDisposable
    {
        if (store is IEngineStore { States.IsShared: true })
        {
            return ReadAndExecuteAsync(store, inputs, outputs, run, outputsOf, cancellationToken);
        }

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

    /// <summary>Asks for all inputs at once, and runs when they are there; nobody's thread is held meanwhile.</summary>
    private static async Task ReadAndExecuteAsync<TResult>(
        ITensorStore store,
        IReadOnlyList<string> inputs,
        IReadOnlyList<string> outputs,
        Func<AiTensor[], ValueTask<TResult>> run,
        Func<TResult, IReadOnlyList<string>, KeyValuePair<string, AiTensor>[]> outputsOf,
        CancellationToken cancellationToken)
        where TResult : struct, IDisposable
    {
        Task<AiTensor?>[] reads = [.. inputs.Select(key => store.GetAsync(key, cancellationToken).AsTask())];
        Task written;
        try
        {
            AiTensor?[] tensors = await Task.WhenAll(reads).ConfigureAwait(false);
            int absent = Array.IndexOf(tensors, null);
            written = absent < 0 ? WriteAsync(store, run(tensors!), outputs, outputsOf) : throw new TensorNotFoundException(inputs[absent]);
        }
        finally
        {
            foreach (Task<AiTensor?> read in reads.Where(static read => read.IsCompletedSuccessfully))
            {
                (await read.ConfigureAwait(false))?.Dispose();
            }
        }

        await written.ConfigureAwait(false);
    }

    private static async Task WriteAsync<TResult>(
        ITensorStore store, ValueTask<TResult> run, IReadOnlyList<string> outputs, Func<TResult, IReadOnlyList<string>, KeyValuePair<string, AiTensor>[]> outputsOf)
        where TResult : struct, IDisposable
    {
        using TResult result = await run.ConfigureAwait(false);
        await store.SetAllAsync(outputsOf(result, outputs)).ConfigureAwait(false);
    }
}
