namespace RedisAi.Tensors.Memory;

/// <summary>The free buffers of one size.</summary>
/// <remarks>
/// Some small buffers per processor are exchanged without a lock; the rest is a stack, so that the buffer used last, whose memory is warm and
/// whose native object may fit, is used next. Large ones are all in the stack: those with the processors are not trimmed, and beside a large
/// buffer's work a lock does not count.
/// </remarks>
internal sealed class BufferPool
{
    /// <summary>How many small buffers a processor keeps besides the one used last: about a batch's.</summary>
    private const int SmallDepth = 32;

    private const int SmallBytes = 4096;

    /// <summary>
    /// Idle memory that one size may keep before buffers with an array of their own are given to the collector: less where a limit on the process, as
    /// in a container, leaves little.
    /// </summary>
    private static readonly long s_maxIdleBytes = Math.Min(128L << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 32);

    private readonly ProcessorCache<PooledBuffer>? _near;
    private readonly Lock _lock = new();
    private readonly int _slotBytes;
    private readonly int _maxFree;
    private readonly MemoryBudget? _idle;
    private readonly PoolTrimmer _trimmer;

    // The fields below are guarded by _lock.
    private PooledBuffer?[] _free = new PooledBuffer?[8];
    private int _freeCount;
    private int _lowWater;
    private int _cut;

    /// <summary>Whether there was no memory for a longer stack since idle buffers were last looked through: to try it for each buffer would cost a collection each.</summary>
    private bool _isCramped;

    /// <summary>What is cut next, if that was begun.</summary>
    private Slab? _slab;

    /// <param name="slotBytes">The size.</param>
    /// <param name="idle">What the idle buffers of all sizes with an array of their own are taken from.</param>
    /// <param name="trimmer">Told when there is something that it may drop later.</param>
    public BufferPool(int slotBytes, MemoryBudget idle, PoolTrimmer trimmer)
    {
        _slotBytes = slotBytes;
        bool shareSlabs = slotBytes <= Slab.LargestSharedSlot;
        _near = shareSlabs ? new ProcessorCache<PooledBuffer>(slotBytes <= SmallBytes ? SmallDepth : 0) : null;
        _idle = shareSlabs ? null : idle;
        _maxFree = shareSlabs ? int.MaxValue : (int)(s_maxIdleBytes / slotBytes);
        _trimmer = trimmer;
    }

    /// <summary>Buffers that somebody holds, those included that were dropped and that the collector has yet to find or has found.</summary>
    public int Outstanding
    {
        get
        {
            lock (_lock)
            {
                return _cut - _freeCount - Near.Length;
            }
        }
    }

    /// <summary>Bytes of the buffers that wait to be used again.</summary>
    public long IdleBytes
    {
        get
        {
            lock (_lock)
            {
                return (long)_freeCount * _slotBytes;
            }
        }
    }

    /// <summary>Objects of backends that are kept with the buffers that wait to be used again.</summary>
    public int IdleNatives
    {
        get
        {
            lock (_lock)
            {
                int natives = 0;
                foreach (PooledBuffer? buffer in (ReadOnlySpan<PooledBuffer?>)[.. _free.AsSpan(0, _freeCount), .. Near])
                {
                    natives += buffer?.Native is null ? 0 : 1;
                }

                return natives;
            }
        }
    }

    private PooledBuffer[] Near => _near?.ToArray() ?? [];

    public PooledBuffer Rent(int byteLength)
    {
        PooledBuffer buffer = _near?.TryTake() ?? RentShared();
        buffer.Start(byteLength);
        return buffer;
    }

    public void Return(PooledBuffer buffer)
    {
        if (_near is null || !_near.TryPut(buffer))
        {
            ReturnShared(buffer);
        }
    }

    /// <summary>
    /// Drops the buffers that were not needed since the last call, as far as they are whole slabs: part of a slab would free nothing.
    /// </summary>
    /// <returns>Whether any buffer is left that a later call may drop.</returns>
    public bool Trim()
    {
        lock (_lock)
        {
            return DropUnneeded();
        }
    }

    /// <summary>Drops all idle buffers but those of slabs that are partly in use or with the processors.</summary>
    public void DropIdle()
    {
        lock (_lock)
        {
            _lowWater = _freeCount;
            DropUnneeded();
        }
    }

    private bool DropUnneeded()
    {
        if (_lowWater > 0)
        {
            DropWholeSlabs(_lowWater);
        }

        _lowWater = _freeCount;
        _isCramped = false;
        return _freeCount > 0;
    }

    private PooledBuffer RentShared()
    {
        lock (_lock)
        {
            if (_freeCount > 0)
            {
                PooledBuffer buffer = _free[--_freeCount]!;
                _free[_freeCount] = null;
                _lowWater = Math.Min(_lowWater, _freeCount);
                _idle?.Give(_slotBytes);
                return buffer;
            }

            Slab slab = _slab ?? new Slab(this, _slotBytes);
            PooledBuffer cut = slab.CutNext();
            _slab = slab.IsUsedUp ? null : slab;
            _cut++;
            return cut;
        }
    }

    private void ReturnShared(PooledBuffer buffer)
    {
        lock (_lock)
        {
            if (_freeCount == _maxFree || !TryMakeRoom() || _idle?.TryTake(_slotBytes) == false)
            {
                Drop(buffer);
                return;
            }

            _free[_freeCount++] = buffer;
        }

        _trimmer.Arm();
    }

    /// <summary>False when there is no memory for a longer stack: what is given back must not fail for that.</summary>
    private bool TryMakeRoom()
    {
        if (_freeCount < _free.Length)
        {
            return true;
        }

        if (_isCramped)
        {
            return false;
        }

        try
        {
            Array.Resize(ref _free, _free.Length * 2);
            return true;
        }
        catch (OutOfMemoryException)
        {
            _isCramped = true;
            return false;
        }
    }

    private void DropWholeSlabs(int atMost)
    {
        Span<PooledBuffer?> free = _free.AsSpan(0, _freeCount);
        foreach (PooledBuffer? buffer in free)
        {
            buffer!.Slab.Free = 0;
        }

        foreach (PooledBuffer? buffer in free)
        {
            buffer!.Slab.Free++;
        }

        // The bottom of the stack is what was used longest ago.
        int kept = 0;
        for (int i = 0; i < free.Length; i++)
        {
            PooledBuffer buffer = free[i]!;
            Slab slab = buffer.Slab;
            bool drop = slab.Free < 0 || (slab.Free == slab.Cut && slab.Cut <= atMost);
            if (!drop)
            {
                free[kept++] = buffer;
                continue;
            }

            if (slab.Free > 0)
            {
                // The first of a slab that goes: the others follow, wherever they are in the stack.
                atMost -= slab.Cut;
                slab.Free = -1;
                if (slab == _slab)
                {
                    _slab = null;
                }
            }

            Drop(buffer);
        }

        _idle?.Give((long)(free.Length - kept) * _slotBytes);
        free[kept..].Clear();
        _freeCount = kept;
    }

    private void Drop(PooledBuffer buffer)
    {
        _cut--;
        buffer.DetachNative()?.Dispose();
    }
}
