using System.Runtime.InteropServices;

namespace RedisAi.Tensors.Memory;

/// <summary>A few idle objects for each processor, exchanged without waiting for anybody: one in a field, further ones in a small stack.</summary>
/// <typeparam name="T">The objects.</typeparam>
/// <param name="depth">How many the stack of a processor holds; 0 for none.</param>
/// <remarks>
/// A lock for what comes in bursts (the results of a batch, the rows of its outputs) took a quarter of the scheduler's time: 20 ns a piece when nobody
/// else wants it, much more when somebody does. Taking and putting are full fences on every path, which those rely on who look at a
/// flag right after. Nothing is allocated while a stack is held: without memory it would be held for ever.
/// </remarks>
internal sealed class ProcessorCache<T>(int depth)
    where T : class
{
    private static readonly int s_mask =
        (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 16)) - 1;

    private readonly Stripe[] _stripes = new Stripe[s_mask + 1];

    /// <summary>Takes an object of this processor's, or returns null.</summary>
    public T? TryTake()
    {
        ref Stripe stripe = ref _stripes[Thread.GetCurrentProcessorId() & s_mask];
        return stripe.Item is not null && Interlocked.Exchange(ref stripe.Item, null) is { } taken ? taken : TryPop(ref stripe);
    }

    /// <summary>Keeps an object; false when this processor has enough.</summary>
    public bool TryPut(T item)
    {
        ref Stripe stripe = ref _stripes[Thread.GetCurrentProcessorId() & s_mask];
        return (stripe.Item is null && Interlocked.CompareExchange(ref stripe.Item, item, null) is null) || TryPush(ref stripe, item);
    }

    /// <summary>Takes an object of any processor's, or returns null.</summary>
    public T? TryTakeAny()
    {
        foreach (ref Stripe stripe in _stripes.AsSpan())
        {
            if ((stripe.Item is not null && Interlocked.Exchange(ref stripe.Item, null) is { } taken) || (taken = Pop(ref stripe)) is not null)
            {
                return taken;
            }
        }

        return null;
    }

    /// <summary>What is kept, as it is at some moment, for counting.</summary>
    public T[] ToArray()
    {
        List<T> all = new((depth + 1) * _stripes.Length);
        foreach (ref Stripe stripe in _stripes.AsSpan())
        {
            if (stripe.Item is { } item)
            {
                all.Add(item);
            }

            Enter(ref stripe);
            for (int i = 0; i < stripe.Count; i++)
            {
                all.Add(stripe.Others![i]!);
            }

            Exit(ref stripe);
        }

        return [.. all];
    }

    /// <summary>Takes one from the stack if nobody else is at it.</summary>
    private static T? TryPop(ref Stripe stripe)
    {
        if (stripe.Count == 0 || !TryEnter(ref stripe))
        {
            return null;
        }

        T? popped = PopEntered(ref stripe);
        Exit(ref stripe);
        return popped;
    }

    private static T? Pop(ref Stripe stripe)
    {
        Enter(ref stripe);
        T? popped = PopEntered(ref stripe);
        Exit(ref stripe);
        return popped;
    }

    private static T? PopEntered(ref Stripe stripe)
    {
        if (stripe.Count == 0)
        {
            return null;
        }

        ref T? place = ref stripe.Others![--stripe.Count];
        T? popped = place;
        place = null;
        return popped;
    }

    private bool TryPush(ref Stripe stripe, T item)
    {
        if (stripe.Count >= depth || !TryMakeRoom(ref stripe) || !TryEnter(ref stripe))
        {
            return false;
        }

        bool pushed = stripe.Count < depth;
        if (pushed)
        {
            stripe.Others![stripe.Count++] = item;
        }

        Exit(ref stripe);
        return pushed;
    }

    /// <summary>False when there is no memory for the stack: what is given back must not fail for that.</summary>
    private bool TryMakeRoom(ref Stripe stripe)
    {
        if (Volatile.Read(ref stripe.Others) is not null)
        {
            return true;
        }

        try
        {
            Interlocked.CompareExchange(ref stripe.Others, new T?[depth], null);
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private static bool TryEnter(ref Stripe stripe) => !Interlocked.Exchange(ref stripe.IsBusy, true);

    private static void Enter(ref Stripe stripe)
    {
        SpinWait spin = default;
        while (!TryEnter(ref stripe))
        {
            spin.SpinOnce();
        }
    }

    private static void Exit(ref Stripe stripe) => Interlocked.Exchange(ref stripe.IsBusy, false);

    /// <summary>One processor's objects, on a cache line of their own.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    private struct Stripe
    {
        public T? Item;
        public T?[]? Others;
        public bool IsBusy;
        public int Count;
    }
}
