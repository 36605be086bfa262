namespace RedisAi.Soak;

/// <summary>A moment in which all workers stand still, so that what is left can be counted.</summary>
internal sealed class Pause(int workers)
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = workers;

    /// <summary>Ends when all workers have come.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>For a worker between two of its steps; ends when the pause does.</summary>
    public Task ArriveAsync()
    {
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _stopped.SetResult();
        }

        return _over.Task;
    }

    public void End() => _over.SetResult();
}
