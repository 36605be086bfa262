namespace RedisAi.Execution;

/// <summary>Whether the call of a model or the run of a plan has ended, and how its caller, who comes before or after, learns of it. Used again for a later one.</summary>
/// <remarks>One thread waits and one ends, in any order and at the same time: whoever is second finds what the first has left.</remarks>
#pragma warning disable CA1001 // The event makes no wait handle, so there is nothing to dispose.
internal sealed class EndSignal
#pragma warning restore CA1001
{
    private const int NobodyYet = 0;
    private const int Asynchronous = 1;
    private const int Blocked = 2;
    private const int Over = 3;

    private readonly ManualResetEventSlim _event = new(initialState: false, spinCount: 20);
    private int _waiter;

    public bool HasCome => Volatile.Read(ref _waiter) == Over;

    /// <summary>Begins anew: the end has not come, and nobody waits for it.</summary>
    public void Reset() => Volatile.Write(ref _waiter, NobodyYet);

    /// <summary>Says that the caller's thread is going to <see cref="Block"/>; false when the end has come.</summary>
    public bool TryBlock()
    {
        _event.Reset();
        return TryWaitAs(Blocked);
    }

    /// <summary>Blocks until the end comes.</summary>
    public void Block() => _event.Wait(CancellationToken.None);

    /// <summary>Says that the caller has left and wants to be told; false when the end has come.</summary>
    public bool TryAwait() => TryWaitAs(Asynchronous);

    /// <summary>The end has come: wakes the thread that has blocked.</summary>
    /// <returns>Whether there is a caller to be told instead.</returns>
    public bool Come()
    {
        int waiter = Interlocked.Exchange(ref _waiter, Over);
        if (waiter == Blocked)
        {
            _event.Set();
        }

        return waiter == Asynchronous;
    }

    private bool TryWaitAs(int waiter) => Interlocked.CompareExchange(ref _waiter, waiter, NobodyYet) == NobodyYet;
}
