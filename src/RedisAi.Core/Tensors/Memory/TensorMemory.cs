using System.Diagnostics;

namespace RedisAi.Tensors.Memory;

/// <summary>Where tensors get their memory from: pools of pinned arrays, and native memory for what no array can hold.</summary>
internal sealed class TensorMemory : IDisposable
{
    /// <summary>An array may be no longer, and 64 bytes go to its alignment.</summary>
    private static readonly nint s_maxArrayBytes = Array.MaxLength - 64;

    /// <summary>
    /// What the large idle buffers of all sizes may take together: there are so many sizes that what each of them may keep is more than all there is.
    /// </summary>
    private static readonly long s_maxIdleBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8;

    private readonly BufferPool?[] _pools = new BufferPool?[SizeClass.Count];
    private readonly MemoryBudget _idle = new(s_maxIdleBytes);
    private readonly PoolTrimmer _trimmer;

    public TensorMemory(TimeProvider time, TimeSpan trimPeriod) => _trimmer = new PoolTrimmer(time, trimPeriod, Trim);

    /// <summary>The memory of the whole process: tensors are not an engine's, they may go from one to another.</summary>
    public static TensorMemory Shared { get; } = new(TimeProvider.System, TimeSpan.FromSeconds(30));

    /// <summary>Buffers that somebody refers to.</summary>
    public long Outstanding => _pools.Sum(static pool => (long)(pool?.Outstanding ?? 0)) + UnpooledBuffer.Alive;

    /// <summary>Bytes kept for later use, the small buffers with the processors not counted.</summary>
    public long IdleBytes => _pools.Sum(static pool => pool?.IdleBytes ?? 0);

    /// <summary>Objects of backends that wait with idle buffers for their next use; so tests can tell them from those that leaked.</summary>
    public long IdleNatives => _pools.Sum(static pool => (long)(pool?.IdleNatives ?? 0));

    /// <summary>Gets a buffer with one reference whose contents are whatever was there before.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    public TensorBuffer Allocate(nint byteLength)
    {
        Debug.Assert(byteLength >= 0, "Shapes are checked for overflow.");
        try
        {
            return AllocateOnce(byteLength);
        }
        catch (OutOfMemoryException) when (byteLength < GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        {
            // What is idle here counts as used for the collector, which gives up before anything of it is trimmed. And only an aggressive collection
            // gives back what small arrays have left, so that it can become part of a large one.
            DropIdle();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return AllocateOnce(byteLength);
        }
    }

    /// <summary>Drops what was idle since the last call; says whether a later call may find more.</summary>
    public bool Trim()
    {
        bool left = false;
        foreach (BufferPool? pool in _pools)
        {
            left |= pool is not null && pool.Trim();
        }

        return left;
    }

    public void Dispose() => _trimmer.Dispose();

    private void DropIdle()
    {
        foreach (BufferPool? pool in _pools)
        {
            pool?.DropIdle();
        }
    }

    private TensorBuffer AllocateOnce(nint byteLength)
    {
        if (byteLength <= SizeClass.MaxBytes)
        {
            return Pool(SizeClass.IndexOf(byteLength)).Rent((int)byteLength);
        }

        return byteLength <= s_maxArrayBytes ? ArrayBuffer.Create((int)byteLength) : NativeBuffer.Create(byteLength);
    }

    private BufferPool Pool(int index) => Volatile.Read(ref _pools[index]) ?? CreatePool(index);

    private BufferPool CreatePool(int index)
    {
        BufferPool created = new(SizeClass.BytesOf(index), _idle, _trimmer);
        return Interlocked.CompareExchange(ref _pools[index], created, null) ?? created;
    }
}
