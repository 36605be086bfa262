using System.Runtime.InteropServices;

namespace RedisAi.Execution;

/// <summary>Idle objects of one kind: one for each processor, exchanged without a lock, the others in a stack.</summary>
/// <typeparam name="T">The objects.</typeparam>
/// <remarks>Taking and putting are full fences on every path, which those rely on who look at a flag right after.</remarks>
internal sealed class StripedPool<T>
    where T : class
{
    private static readonly int s_mask =
        (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 16)) - 1;

    private readonly Stripe[] _stripes = new Stripe[s_mask + 1];
    private readonly Stack<T> _others = new();
    private readonly Lock _lock = new();

    public T? TryTake()
    {
        ref T? near = ref _stripes[Thread.GetCurrentProcessorId() & s_mask].Item;
        return near is not null && Interlocked.Exchange(ref near, null) is { } taken ? taken : TryTakeShared();
    }

    public void Put(T item)
    {
        ref T? near = ref _stripes[Thread.GetCurrentProcessorId() & s_mask].Item;
        if (near is not null || Interlocked.CompareExchange(ref near, item, null) is not null)
        {
            lock (_lock)
            {
                _others.Push(item);
            }
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
        }

        // Another processor's: better than making one, and what drains the pool.
        foreach (ref Stripe stripe in _stripes.AsSpan())
        {
            if (stripe.Item is not null && Interlocked.Exchange(ref stripe.Item, null) is { } taken)
            {
                return taken;
            }
        }

        return null;
    }

    /// <summary>One processor's object, on a cache line of its own.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Stripe
    {
        public T? Item;
    }
}
