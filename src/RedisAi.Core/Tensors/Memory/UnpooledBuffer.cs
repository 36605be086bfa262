namespace RedisAi.Tensors.Memory;

/// <summary>A buffer that lives once and is counted, so that tests can tell whether all were released.</summary>
internal abstract class UnpooledBuffer : TensorBuffer
{
    private static long s_alive;

    protected UnpooledBuffer(nint pointer)
        : base(pointer)
    {
        Interlocked.Increment(ref s_alive);
        Start();
    }

    /// <summary>How many were made and not yet released.</summary>
    public static long Alive => Interlocked.Read(ref s_alive);

    protected sealed override void Free()
    {
        Interlocked.Decrement(ref s_alive);
        DetachNative()?.Dispose();
        FreeMemory();
    }

    /// <summary>Gives the memory back to wherever it came from.</summary>
    protected abstract void FreeMemory();
}
