namespace RedisAi.Persistence;

/// <summary>The next transaction, for those who wait for it.</summary>
internal sealed class Commit
{
    // Callers go on elsewhere: the thread that writes has the next transaction to make.
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Complete when what had changed by the time it was asked for is written.</summary>
    public Task Ended => _ended.Task;

    public void End(Exception? error)
    {
        if (error is null)
        {
            _ended.SetResult();
            return;
        }

        _ended.SetException(error);

        // Mostly nobody waits, and the log has the error.
        _ = _ended.Task.Exception;
    }
}
