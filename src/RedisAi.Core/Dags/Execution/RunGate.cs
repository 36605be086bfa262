using Microsoft.Extensions.Logging;
using RedisAi.Errors;
using RedisAi.Execution;
using RedisAi.Registry;

namespace RedisAi.Dags.Execution;

/// <summary>Counts the runs of plans, so that a closing engine can refuse further ones, wait for those under way, and stop them.</summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told that runs take too long.</param>
internal sealed class RunGate(TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<IStoppableRun> _running = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closed;

    /// <summary>Lets a run in.</summary>
    /// <exception cref="ObjectDisposedException">The engine is closing.</exception>
    public void Enter(IStoppableRun run)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            _running.Add(run);
        }
    }

    /// <exception cref="ObjectDisposedException">The engine is closing.</exception>
    public void ThrowIfClosed()
    {
        if (_closed)
        {
            throw EngineClosed.Error();
        }
    }

    /// <summary>Lets a run out.</summary>
    public void Leave(IStoppableRun run)
    {
        bool last;
        lock (_lock)
        {
            _running.Remove(run);
            last = _closed && _running.Count == 0;
        }

        if (last)
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Refuses further runs, and waits for those under way; those that take longer are asked to stop.</summary>
    /// <param name="timeout">How long to wait, and how long once more for those that were asked to stop.</param>
    /// <param name="hurry">Ends the first wait early.</param>
    public async Task CloseAsync(TimeSpan timeout, CancellationToken hurry)
    {
        lock (_lock)
        {
            _closed = true;
            if (_running.Count == 0)
            {
                _ended.TrySetResult();
            }
        }

        long started = time.GetTimestamp();
        if (await _ended.Task.EndsAsync(timeout, time, hurry).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            logger.ShutdownStopsRuns(time.GetElapsedTime(started));
        }
        finally
        {
            await StopAsync(timeout).ConfigureAwait(false);
        }
    }

    private async Task StopAsync(TimeSpan timeout)
    {
        Array.ForEach(Running(), static run => run.Stop(StopReason.Shutdown));
        if (!await _ended.Task.EndsAsync(timeout, time, CancellationToken.None).ConfigureAwait(false))
        {
            logger.ShutdownLeavesPlans(Running().Length);
        }
    }

    private IStoppableRun[] Running()
    {
        lock (_lock)
        {
            return [.. _running];
        }
    }
}
