namespace RedisAi.Soak.Store;

/// <summary>Numbers in the store that all workers add to: none of it may be lost.</summary>
internal sealed class SharedCounters(RedisAiEngine ai)
{
    private readonly long[] _expected = new long[3];

    /// <summary>Adds one to one of them.</summary>
    public void Add(int counter)
    {
        ai.Tensors.Update(KeyOf(counter), static present => AiTensor.Scalar((present?.AsSpan<long>()[0] ?? 0) + 1));
        Interlocked.Increment(ref _expected[counter]);
    }

    public int Count => _expected.Length;

    /// <summary>Compares and removes them, while nobody adds.</summary>
    public void Settle()
    {
        for (int counter = 0; counter < _expected.Length; counter++)
        {
            using AiTensor? tensor = ai.Tensors.Get(KeyOf(counter));
            long found = tensor?.AsSpan<long>()[0] ?? 0;
            if (found != _expected[counter])
            {
                throw new SoakFailureException($"'{KeyOf(counter)}' is {found} after {_expected[counter]} additions.");
            }

            ai.Tensors.Remove(KeyOf(counter));
            _expected[counter] = 0;
        }
    }

    private static string KeyOf(int counter) => $"shared:{counter}";
}
