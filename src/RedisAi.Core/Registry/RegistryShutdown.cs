using Microsoft.Extensions.Logging;

namespace RedisAi.Registry;

/// <summary>Ends what serves when the engine closes: refuses new calls, waits for the running ones, asks those to stop that take too long.</summary>
/// <param name="inOrder">The registries; what serves in one is closed when nothing runs any more in those before it, which may still call it.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told that runs take too long.</param>
internal sealed class RegistryShutdown(IReadOnlyList<IClosingRegistry> inOrder, TimeProvider time, ILogger logger)
{
    /// <summary>How long after a request to stop the next one comes.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(50);

    /// <summary>Closes all versions.</summary>
    /// <param name="timeout">How long to wait, and how long once more for those that were asked to stop.</param>
    /// <param name="hurry">Ends the first wait early.</param>
    public async Task CloseAsync(TimeSpan timeout, CancellationToken hurry)
    {
        IReadOnlyList<ServedVersion>[] served = [.. inOrder.Select(static registry => registry.Refuse())];
        Task closed = Task.WhenAll(inOrder.Select(static registry => registry.LoadsEnded).Append(CloseInOrderAsync(served)));

        long started = time.GetTimestamp();
        if (await closed.EndsAsync(timeout, time, hurry).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            logger.ShutdownStopsRuns(time.GetElapsedTime(started));
        }
        finally
        {
            await StopAsync(closed, [.. served.SelectMany(static versions => versions)], timeout).ConfigureAwait(false);
        }
    }

    private static async Task CloseInOrderAsync(IReadOnlyList<ServedVersion>[] served)
    {
        foreach (IReadOnlyList<ServedVersion> versions in served)
        {
            await CloseAllAsync(versions).ConfigureAwait(false);
        }
    }

    private static Task CloseAllAsync(IReadOnlyList<ServedVersion> versions)
    {
        foreach (ServedVersion version in versions)
        {
            version.Close();
        }

        return Task.WhenAll(versions.Select(static version => version.Closed));
    }

    private async Task StopAsync(Task closed, ServedVersion[] versions, TimeSpan timeout)
    {
        if (!await StopUntilAsync(closed, versions, timeout).ConfigureAwait(false))
        {
            // Those that were waiting for their turn.
            Array.ForEach(versions, static version => version.Close());
            logger.ShutdownLeavesRuns(versions.Count(static version => !version.Closed.IsCompleted));
        }
    }

    /// <summary>Asks again and again: a call that was accepted before, and still waits for a thread, does not hear the first request.</summary>
    private async Task<bool> StopUntilAsync(Task closed, ServedVersion[] versions, TimeSpan timeout)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            Array.ForEach(versions, static version => version.StopRuns());
            TimeSpan left = timeout - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return closed.IsCompleted;
            }

            if (await closed.EndsAsync(left < s_again ? left : s_again, time, CancellationToken.None).ConfigureAwait(false))
            {
                return true;
            }
        }
    }
}
