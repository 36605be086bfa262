namespace RedisAi.Store.Redis;

/// <summary>Wakes who waits; a call while nobody waits is kept for the next wait, and several count once.</summary>
internal sealed class Wakeup : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0);
    private int _isSet;

    public void Set()
    {
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _signal.Release();
        }
    }

    /// <summary>Waits for a call, or for some time.</summary>
    /// <returns>Whether there was a call.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<bool> WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        bool isCalled = await _signal.WaitAsync(patience, cancellationToken).ConfigureAwait(false);
        if (isCalled)
        {
            Volatile.Write(ref _isSet, 0);
        }

        return isCalled;
    }

    public void Dispose() => _signal.Dispose();
}
