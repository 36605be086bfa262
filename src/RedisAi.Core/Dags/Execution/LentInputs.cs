using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Handles that a function borrows.</summary>
internal static class LentInputs
{
    public static AiTensor[] Lend(ReadOnlySpan<TensorValue> values)
    {
        AiTensor[] lent = new AiTensor[values.Length];
        for (int i = 0; i < lent.Length; i++)
        {
            lent[i] = new AiTensor(values[i].AddReference());
        }

        return lent;
    }

    public static void TakeBack(AiTensor[] lent)
    {
        foreach (AiTensor tensor in lent)
        {
            tensor.End(HandleEnd.WithCall);
        }
    }
}
