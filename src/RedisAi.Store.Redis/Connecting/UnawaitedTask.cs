namespace RedisAi.Store.Redis;

/// <summary>Tasks of the client that nobody may come back to.</summary>
internal static class UnawaitedTask
{
    /// <summary>Takes note of the error that the task ends with, if it does: it is nobody's, or told by another task.</summary>
    public static void Observe(this Task task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            _ = task.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
