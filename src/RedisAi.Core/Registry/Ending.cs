namespace RedisAi.Registry;

/// <summary>Waits for what ends when the engine closes.</summary>
internal static class Ending
{
    /// <summary>Waits for a task; says whether it has ended.</summary>
    /// <param name="task">The task, which does not fail.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="hurry">Ends the wait early.</param>
    public static async Task<bool> EndsAsync(this Task task, TimeSpan timeout, TimeProvider time, CancellationToken hurry)
    {
        try
        {
            await task.WaitAsync(timeout, time, hurry).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
