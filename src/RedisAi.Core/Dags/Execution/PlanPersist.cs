using RedisAi.Dags.Building;
using RedisAi.Dags.Compilation;

namespace RedisAi.Dags.Execution;

/// <summary>Writes what a run persists: all of it, or nothing.</summary>
internal static class PlanPersist
{
    public static void Write(PlanShape plan, GraphRun graph, RunScope scope)
    {
        IReadOnlyList<PersistDefinition> persists = plan.Persists;
        if (persists.Count == 0)
        {
            return;
        }

        KeyValuePair<string, AiTensor>[] entries = new KeyValuePair<string, AiTensor>[persists.Count];
        int made = 0;
        try
        {
            for (; made < entries.Length; made++)
            {
                int slot = plan.Graph.ResultSlots[plan.Outputs.Length + made];
                entries[made] = KeyValuePair.Create(persists[made].Key.Fill(scope.ValueOf), new AiTensor(graph.Share(slot, out _)));
            }

            ITensorStore tensors = scope.Services.Tensors;
            tensors.SetAll(entries);
            for (int i = 0; i < entries.Length; i++)
            {
                if (persists[i].TimeToLive is { } timeToLive)
                {
                    tensors.SetTimeToLive(entries[i].Key, timeToLive);
                }
            }
        }
        finally
        {
            foreach (KeyValuePair<string, AiTensor> entry in entries.AsSpan(0, made))
            {
                entry.Value.Dispose();
            }
        }
    }
}
