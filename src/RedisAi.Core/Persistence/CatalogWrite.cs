namespace RedisAi.Persistence;

/// <summary>Changes of models, scripts or plans that are written together, and somebody who waits for that.</summary>
internal sealed class CatalogWrite(IReadOnlyList<DurableItemChange> changes)
{
    // Callers go on elsewhere: the thread that writes has the next transaction to make.
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<DurableItemChange> Changes => changes;

    public Task Ended => _ended.Task;

    /// <summary>Tells who waits; the first end counts.</summary>
    public void End(Exception? error)
    {
        if (error is null)
        {
            _ended.TrySetResult();
        }
        else
        {
            _ended.TrySetException(error);
        }
    }
}
