namespace RedisAi.Store.Redis;

/// <summary>Wakes somebody who waits for something to happen, or for a while. Set by any thread, awaited by one at a time.</summary>
internal sealed class WakeUp(TimeProvider time)
{
    private volatile TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set() => _woken.TrySetResult();

    /// <summary>Waits until this is set, or a time has passed. What was set before the last wait ended does not count: whoever waited looks at everything now.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        await _woken.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
