using System.Diagnostics;

namespace RedisAi.Testing;

/// <summary>Waits for what other threads do, in real time.</summary>
public static class Eventually
{
    /// <summary>Gets how long is waited for what other threads do, before that counts as a failure.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Returns as soon as a condition holds, and throws when it does not within 20 seconds.</summary>
    /// <param name="condition">Looked at every millisecond.</param>
    /// <param name="what">What is waited for, for the message.</param>
    public static async Task HoldsAsync(Func<bool> condition, string what)
    {
        ArgumentNullException.ThrowIfNull(condition);
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Limit)
            {
                throw new TimeoutException($"Waited {Limit.TotalSeconds} seconds in vain: {what}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    /// <summary>Awaits a task, but not for ever: a test that hangs says nothing.</summary>
    /// <param name="task">The task.</param>
    public static Task EndsAsync(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.WaitAsync(Limit);
    }

    /// <summary>Blocks until a signal comes, but not for ever.</summary>
    /// <param name="signal">The signal.</param>
    public static void Comes(ManualResetEventSlim signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        if (!signal.Wait(Limit))
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds} seconds in vain for a signal.");
        }
    }
}
