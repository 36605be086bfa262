namespace RedisAi.Tensors.Memory;

/// <summary>One pinned array, cut into equal slots that are 64-byte aligned.</summary>
/// <remarks>
/// The pool refers to a slab only through its free buffers, and while there is something left to cut. A slab whose buffers are all in use is kept by them alone, so buffers that
/// are dropped without being released take their slab with them when the last one goes: nothing leaks, at worst memory rests until then.
/// </remarks>
internal sealed unsafe class Slab
{
    private const int Alignment = 64;

    /// <summary>Large enough that the array's header and the alignment do not count, small enough for a process with few tensors.</summary>
    private const int TargetBytes = 256 << 10;

    /// <summary>Larger buffers have an array of their own.</summary>
    public const int LargestSharedSlot = TargetBytes / 2;

    // Held only so that the slots stay where they are.
    private readonly byte[] _array;
    private readonly nint _first;
    private readonly int _slots;
    private int _cut;

    public Slab(BufferPool pool, int slotBytes)
    {
        Pool = pool;
        SlotBytes = slotBytes;
        _slots = Math.Max(1, TargetBytes / slotBytes);
        _array = GC.AllocateUninitializedArray<byte>(checked((_slots * slotBytes) + Alignment), pinned: true);

        fixed (byte* start = _array)
        {
            _first = ((nint)start + (Alignment - 1)) & ~(nint)(Alignment - 1);
        }
    }

    public BufferPool Pool { get; }

    public int SlotBytes { get; }

    /// <summary>How many buffers were cut from this slab so far. Guarded by the pool's lock.</summary>
    public int Cut => _cut;

    /// <summary>How many of the buffers in the pool's stack are this slab's: set and read while the pool is trimmed.</summary>
    public int Free { get; set; }

    /// <summary>Whether there is nothing left to cut. Guarded by the pool's lock.</summary>
    public bool IsUsedUp => _cut == _slots;

    /// <summary>Cuts the next buffer. Called under the pool's lock.</summary>
    public PooledBuffer CutNext()
    {
        PooledBuffer cut = new(this, _first + ((nint)SlotBytes * _cut));
        _cut++;
        return cut;
    }
}
