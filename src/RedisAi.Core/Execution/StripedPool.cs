using RedisAi.Tensors.Memory;

namespace RedisAi.Execution;

/// <summary>Idle objects of one kind: some for each processor, exchanged without a lock, the others in a stack.</summary>
/// <typeparam name="T">The objects.</typeparam>
/// <param name="depth">How many a processor keeps besides the one that it used last.</param>
/// <param name="limit">
/// How many are kept besides those; what comes beyond is left to the collector. A burst of a hundred thousand calls should not take its memory for as long
/// as the model is there.
/// </param>
/// <remarks>Taking and putting are full fences on every path, which those rely on who look at a flag right after.</remarks>
internal sealed class StripedPool<T>(int depth = 0, int limit = 10_000)
    where T : class
{
    private readonly ProcessorCache<T> _near = new(depth);
    private readonly Stack<T> _others = new();
    private readonly Lock _lock = new();

    /// <summary>Whether there was no memory for a longer stack since it was empty: to try it for each object would cost a collection each. Guarded by the lock.</summary>
    private bool _isCramped;

    public T? TryTake() => _near.TryTake() ?? TryTakeShared();

    public void Put(T item)
    {
        if (_near.TryPut(item))
        {
            return;
        }

        lock (_lock)
        {
            if (_others.Count < limit && TryMakeRoom())
            {
                _others.Push(item);
            }
        }
    }

    /// <summary>Makes room for so many, so that each of them is kept, whatever memory is left when it is given back.</summary>
    public void MakeRoomFor(int count)
    {
        lock (_lock)
        {
            _others.EnsureCapacity(count);
        }
    }

    /// <summary>False when there is no memory for a longer stack: what is given back must not fail for that.</summary>
    private bool TryMakeRoom()
    {
        if (_others.Count < _others.Capacity)
        {
            return true;
        }

        if (_isCramped)
        {
            return false;
        }

        try
        {
            _others.EnsureCapacity(_others.Count + 1);
            return true;
        }
        catch (OutOfMemoryException)
        {
            _isCramped = true;
            return false;
        }
    }

    private T? TryTakeShared()
    {
        lock (_lock)
        {
            if (_others.TryPop(out T? item))
            {
                return item;
            }

            _isCramped = false;
        }

        // Another processor's: better than making one, and what drains the pool.
        return _near.TryTakeAny();
    }
}
