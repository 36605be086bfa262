using System.Diagnostics;

namespace RedisAi.Tensors.Memory;

/// <summary>Owns the memory of one or several tensors and counts who refers to it.</summary>
/// <remarks>
/// <para>References go up only from above zero, so a reader that holds a stale buffer can try for a reference and is refused once the
/// last one is gone. Whoever brings the count to zero frees the memory.</para>
/// <para>Nothing here has a finalizer: the memory of most buffers is a pinned array that the collector owns, so a buffer that nobody
/// released is reclaimed with it, and a span over it is never left dangling. The exceptions own native memory and say so.</para>
/// </remarks>
internal abstract class TensorBuffer
{
    /// <summary>About where in an object of this class the count lies; for prefetching, where being wrong costs time only.</summary>
    public const int ReferencesOffset = 32;

    private int _references;
    private NativeTensor? _native;

    /// <summary>Which store has charged its budget for this buffer (upper half), and for how many keys (lower half).</summary>
    private long _charge;

    protected TensorBuffer(nint pointer) => Pointer = pointer;

    /// <summary>The first byte, 64-byte aligned if we allocated it; 0 for strings.</summary>
    public nint Pointer { get; }

    /// <summary>The bytes in use, from <see cref="Pointer"/> on.</summary>
    public abstract nint ByteLength { get; }

    /// <summary>The texts of a string tensor, else empty.</summary>
    public virtual string[] Strings => [];

    /// <summary>The bytes that a key referring to this buffer keeps from others: what it holds, or for strings what they take.</summary>
    public virtual long ChargedBytes => ByteLength;

    /// <summary>What a backend keeps with this memory, or null.</summary>
    public NativeTensor? Native => Volatile.Read(ref _native);

    /// <summary>Whether exactly one key of a store refers to this buffer.</summary>
    public bool HasOneKey => (int)Volatile.Read(ref _charge) == 1;

    /// <summary>Takes a reference unless the last one is already gone.</summary>
    public bool TryAddReference()
    {
        int references = Volatile.Read(ref _references);
        while (references > 0)
        {
            int seen = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (seen == references)
            {
                return true;
            }

            references = seen;
        }

        return false;
    }

    /// <summary>Takes a reference on behalf of somebody who already holds one.</summary>
    /// <exception cref="InvalidOperationException">
    /// There is none, a mistake of ours. To go on would be worse: giving back a reference that was not counted frees the memory of whoever has it next.
    /// </exception>
    public void AddReference()
    {
        if (!TryAddReference())
        {
            ThrowUnowned();
        }
    }

    /// <summary>Gives a reference up; the last one frees the memory.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        Debug.Assert(left >= 0, "A reference was released twice.");
        if (left == 0)
        {
            Free();
        }
    }

    /// <summary>Puts a native object beside memory that others may be using; refused when there is one already.</summary>
    public bool TryAttachNative(NativeTensor native) => Interlocked.CompareExchange(ref _native, native, null) is null;

    /// <summary>Removes and returns the native object. Only for a buffer that nobody else refers to.</summary>
    public NativeTensor? DetachNative()
    {
        NativeTensor? native = _native;
        _native = null;
        return native;
    }

    /// <summary>Counts a key of a store that refers to this buffer.</summary>
    /// <param name="storeId">The store's number, not 0.</param>
    /// <param name="first">Whether this is the first key, for which the store pays.</param>
    /// <returns>False when another store holds this buffer: it must be copied then.</returns>
    public bool TryCharge(int storeId, out bool first)
    {
        long charge = Volatile.Read(ref _charge);
        while (true)
        {
            int keys = (int)charge;
            first = keys == 0;
            if (!first && (int)(charge >> 32) != storeId)
            {
                return false;
            }

            long seen = Interlocked.CompareExchange(ref _charge, ((long)storeId << 32) | (uint)(keys + 1), charge);
            if (seen == charge)
            {
                return true;
            }

            charge = seen;
        }
    }

    /// <summary>Takes back one <see cref="TryCharge"/>; true when it was the last.</summary>
    public bool Uncharge() => (int)Interlocked.Decrement(ref _charge) == 0;

    /// <summary>Starts a life with one reference: the caller's.</summary>
    protected void Start() => Volatile.Write(ref _references, 1);

    /// <summary>Gives the memory back. Called once per life, by whoever released the last reference.</summary>
    protected abstract void Free();

    private static void ThrowUnowned() => throw new InvalidOperationException("A reference was asked for on memory that nobody holds any more.");
}
