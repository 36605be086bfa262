using RedisAi.Store;

namespace RedisAi.Dags.Execution;

/// <summary>Writes what a run persists: all of it, or nothing.</summary>
internal static class PlanPersist
{
    /// <param name="plan">The plan.</param>
    /// <param name="keys">The keys of this run.</param>
    /// <param name="graph">The graph, which has succeeded.</param>
    /// <param name="store">The store.</param>
    /// <returns>Why nothing was written, which is the error of the run; null when all was.</returns>
    public static Exception? TryWrite(PlanShape plan, string[] keys, GraphRun graph, IEngineStore store)
    {
        if (keys.Length == 0)
        {
            return null;
        }

        StoreWrite[] writes = new StoreWrite[keys.Length];
        try
        {
            Make(plan, keys, graph, writes);
            store.SetInOneStep(writes);
            return null;
        }
#pragma warning disable CA1031 // It becomes the error of the run.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
        finally
        {
            Release(writes);
        }
    }

    /// <summary>Writes it to a store that several processes share, and holds no thread meanwhile.</summary>
    /// <inheritdoc cref="TryWrite"/>
    public static async Task<Exception?> TryWriteAsync(PlanShape plan, string[] keys, GraphRun graph, IEngineStore store)
    {
        StoreWrite[] writes = new StoreWrite[keys.Length];
        try
        {
            Make(plan, keys, graph, writes);
            await store.SetInOneStepAsync(writes).ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // It becomes the error of the run.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
        finally
        {
            Release(writes);
        }
    }

    private static void Make(PlanShape plan, string[] keys, GraphRun graph, StoreWrite[] writes)
    {
        for (int i = 0; i < writes.Length; i++)
        {
            int slot = plan.Graph.ResultSlots[plan.Outputs.Length + i];
            writes[i] = new StoreWrite(keys[i], new AiTensor(graph.Share(slot, out _)), plan.Persists[i].TimeToLive);
        }
    }

    /// <summary>Gives up the tensors; those that were not made are not there.</summary>
    private static void Release(StoreWrite[] writes)
    {
        foreach (StoreWrite write in writes)
        {
            write.Tensor?.Dispose();
        }
    }
}
