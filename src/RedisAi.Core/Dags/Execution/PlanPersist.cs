using RedisAi.Store;

namespace RedisAi.Dags.Execution;

/// <summary>Writes what a run persists: all of it, or nothing.</summary>
internal static class PlanPersist
{
    /// <param name="plan">The plan.</param>
    /// <param name="keys">The keys of this run.</param>
    /// <param name="graph">The graph, which has succeeded.</param>
    /// <param name="store">The store.</param>
    /// <exception cref="TensorStoreFullException">It does not fit. Nothing was written.</exception>
    public static void Write(PlanShape plan, string[] keys, GraphRun graph, MemoryTensorStore store)
    {
        if (keys.Length == 0)
        {
            return;
        }

        StoreWrite[] writes = new StoreWrite[keys.Length];
        int made = 0;
        try
        {
            for (; made < writes.Length; made++)
            {
                int slot = plan.Graph.ResultSlots[plan.Outputs.Length + made];
                writes[made] = new StoreWrite(keys[made], new AiTensor(graph.Share(slot, out _)), plan.Persists[made].TimeToLive);
            }

            store.SetInOneStep(writes);
        }
        finally
        {
            foreach (StoreWrite write in writes.AsSpan(0, made))
            {
                write.Tensor.Dispose();
            }
        }
    }
}
