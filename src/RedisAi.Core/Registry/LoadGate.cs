namespace RedisAi.Registry;

/// <summary>Counts the loads that are going on, so that an engine that closes can end them and wait for them.</summary>
#pragma warning disable CA1001 // The source has neither timer nor wait handle to free, and a load that ends late may still look at its token.
internal sealed class LoadGate
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One for the open engine, and one for each load; it goes up only from above zero.
    private int _count = 1;

    /// <summary>Cancelled when the engine closes.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Completes when the engine is closing and no load is left.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts a load; false when the engine is closed and none is left.</summary>
    public bool TryEnter()
    {
        int count = Volatile.Read(ref _count);
        while (count > 0)
        {
            int seen = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (seen == count)
            {
                return true;
            }

            count = seen;
        }

        return false;
    }

    /// <summary>Ends a load.</summary>
    public void Exit()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Asks the loads to end. Called once.</summary>
    public void Close()
    {
        _closing.Cancel();
        Exit();
    }
}
