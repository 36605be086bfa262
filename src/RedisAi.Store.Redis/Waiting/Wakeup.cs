namespace RedisAi.Store.Redis;

/// <summary>Wakes somebody who waits for something to happen, or for a while. Set by any thread, awaited by one at a time.</summary>
internal sealed class Wakeup(TimeProvider time)
{
    private volatile TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set() => _woken.TrySetResult();

    /// <summary>
    /// Waits until this is set, or a time has passed. What is set while nobody waits counts for the next wait, several times as one; what is set as a wait ends does not: whoever waited looks at
    /// everything now.
    /// </summary>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        await _woken.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        bool isSet = _woken.Task.IsCompleted;
        if (isSet)
        {
            _woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return isSet;
    }
}
