namespace RedisAi.Store.Redis;

/// <summary>Those who wait until something is written, and whether it may have been written already, by a try that was not answered. Guarded by the session's lock until it is taken away.</summary>
internal sealed class WriteWaiters
{
    private readonly List<TaskCompletionSource> _untried = [];
    private readonly List<TaskCompletionSource> _tried = [];

    /// <summary>Waits for what was not sent yet.</summary>
    public Task WaitAsync()
    {
        if (_untried.Count == 0)
        {
            _untried.Add(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return _untried[^1].Task;
    }

    /// <summary>Adds those whose write was tried.</summary>
    public void AddTried(WriteWaiters tried)
    {
        _tried.AddRange(tried._tried);
        _tried.AddRange(tried._untried);
    }

    /// <summary>Lets all go on.</summary>
    public void Succeed()
    {
        _tried.ForEach(static waiter => waiter.TrySetResult());
        _untried.ForEach(static waiter => waiter.TrySetResult());
    }

    /// <summary>Ends all with an error.</summary>
    /// <param name="error">For those whose write surely was not done.</param>
    /// <param name="doubt">For those whose write may have been done.</param>
    public void Fail(Exception error, Exception doubt)
    {
        _tried.ForEach(waiter => Fail(waiter, doubt));
        _untried.ForEach(waiter => Fail(waiter, error));
    }

    private static void Fail(TaskCompletionSource waiter, Exception error)
    {
        if (waiter.TrySetException(error))
        {
            // Mostly somebody waits; where not, nobody is to be told.
            _ = waiter.Task.Exception;
        }
    }
}
