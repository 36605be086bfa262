namespace RedisAi.FuzzHost;

/// <summary>Tensors that are in a store from the start, and that nothing may touch.</summary>
internal static class KnownTensors
{
    private const int Count = 4;

    public static void PutInto(ITensorStore store)
    {
        for (int i = 0; i < Count; i++)
        {
            using AiTensor tensor = Make(i);
            store.Set($"known:{i}", tensor);
        }
    }

    /// <exception cref="FuzzFailureException">The store holds anything else, or these are not what they were.</exception>
    public static void Check(ITensorStore store)
    {
        if (store.Count != Count)
        {
            throw new FuzzFailureException($"The store holds {store.Count} tensors: {string.Join(", ", store.Keys("*"))}.");
        }

        CheckContents(store);
    }

    public static void CheckContents(ITensorStore store)
    {
        for (int i = 0; i < Count; i++)
        {
            using AiTensor expected = Make(i);
            using AiTensor? found = store.Get($"known:{i}");
            if (found?.ToString() != expected.ToString() || !found.AsBytes().SequenceEqual(expected.AsBytes()))
            {
                throw new FuzzFailureException($"The tensor 'known:{i}' is not what it was: {found}.");
            }
        }
    }

    private static AiTensor Make(int number) =>
        AiTensor.Create<float, int>([3 + number, 50], number, static (span, seed) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = (seed * 1000) + i;
            }
        });
}
