namespace RedisAi.Tests.Dags;

/// <summary>A function that gives its input, and counts how often.</summary>
internal sealed class Counted
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Reset() => _count = 0;

    public AiTensor Pass(AiTensor x)
    {
        Interlocked.Increment(ref _count);
        return x;
    }

    public AiTensor PassFirst(AiTensor x, AiTensor other) => Pass(x);
}
