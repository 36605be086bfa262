namespace RedisAi.Tensors.Memory;

/// <summary>Bytes that several share: pools, or clients. For any thread.</summary>
/// <param name="limit">How many there are.</param>
internal sealed class MemoryBudget(long limit)
{
    private long _taken;

    public long Limit => limit;

    public long Taken => Interlocked.Read(ref _taken);

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= limit)
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
