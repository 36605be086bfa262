using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RedisAi.Store.Redis;

/// <summary>Reads a worker's messages as there is room for them, and takes over those of the dead.</summary>
/// <remarks>
/// Both are done by one loop: while messages of a dead consumer are taken, none of the same sessions are read. The first thing that is read is what the consumer's list has from before.
/// </remarks>
internal sealed class StreamIntake(
    StreamGroup group, SessionLanes lanes, StreamNames names, StreamWorkerOptions options, StreamWorkerStatus status, Wakeup wakeup, TimeProvider time, ILogger logger)
{
    private const string Start = "0-0";

    private readonly ConcurrentQueue<string> _dead = new();

    // One reading of many messages is cheaper than many of one.
    private readonly int _worthwhileRoom = Math.Max(1, Math.Min(options.BatchSize, options.MaxInFlight / 4));

    /// <summary>The last message of the consumer's list that was seen in this epoch.</summary>
    private string _seen = Start;
    private int _epoch = -1;

    /// <summary>Whether there was room, and nothing to read.</summary>
    private volatile bool _isDry;
    private bool _isMissed;

    /// <summary>Has the messages of a dead consumer taken over.</summary>
    public void TakeOver(string dead)
    {
        if (!_dead.Contains(dead))
        {
            _dead.Enqueue(dead);
            wakeup.Set();
        }
    }

    /// <summary>
    /// Has the list read from its start where it has messages that are neither in memory nor found. A server that has lost the last of its data, as after a failover, delivers messages again, and who reads
    /// them puts them into lists that were seen to later ones.
    /// </summary>
    /// <param name="pending">How many messages the list has.</param>
    public void Compare(long pending)
    {
        // Twice in a row: what is on its way is no sign.
        bool isMissed = _isDry && pending > lanes.InFlight;
        if (isMissed && _isMissed)
        {
            ReadAgain();
        }

        _isMissed = isMissed;
    }

    /// <summary>Has the list read from its start, but for what is in memory.</summary>
    public void ReadAgain()
    {
        lanes.ReadAgain();
        wakeup.Set();
    }

    /// <summary>Reads until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await TakeOverAsync(stop).ConfigureAwait(false);
                int room = await RoomAsync(stop).ConfigureAwait(false);
                _isDry = room > 0 && !await TryReadAsync(room, stop).ConfigureAwait(false);
                if (_isDry)
                {
                    await wakeup.WaitAsync(options.PollInterval, stop).ConfigureAwait(false);
                }
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever Redis does, the worker goes on.
            catch (Exception error)
#pragma warning restore CA1031
            {
                await RecoverAsync(error, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>How many messages there is room for; waits a little where it is not worth while.</summary>
    private async Task<int> RoomAsync(CancellationToken stop)
    {
        while (options.MaxInFlight - lanes.InFlight < _worthwhileRoom)
        {
            if (!await wakeup.WaitAsync(options.PollInterval, stop).ConfigureAwait(false) || !_dead.IsEmpty)
            {
                // What is in memory may stay for long: it must not keep back the messages of others.
                break;
            }
        }

        return options.MaxInFlight - lanes.InFlight;
    }

    /// <summary>Reads once.</summary>
    /// <returns>Whether there was something, or there may be.</returns>
    private async Task<bool> TryReadAsync(int room, CancellationToken stop)
    {
        if (lanes.BeginReading() is var epoch && epoch != _epoch)
        {
            (_epoch, _seen) = (epoch, Start);
        }

        StreamReading reading = await group.ReadAsync(Math.Min(room, options.BatchSize), _seen, stop).ConfigureAwait(false);
        if (reading.IsBehind)
        {
            lanes.ReadAgain();
            return true;
        }

        if (reading.Messages.Length > 0 && lanes.TryAdd(reading.Messages, _epoch))
        {
            _seen = reading.Messages[^1].Id;
        }

        return reading.Messages.Length > 0;
    }

    private async Task TakeOverAsync(CancellationToken stop)
    {
        while (_dead.TryPeek(out string? dead))
        {
            // Those taken come before what was seen, also where the answer is lost.
            lanes.ReadAgain();
            StreamTakeover taken = await group.TakeAsync(dead, stop).ConfigureAwait(false);
            _dead.TryDequeue(out _);
            lanes.Suspect(taken.Suspects);
            if (taken.Count > 0)
            {
                logger.StreamConsumerTakenOver(dead, names.Text, taken.Count);
            }
        }
    }

    private async Task RecoverAsync(Exception error, CancellationToken stop)
    {
        if (status.NoteTrouble(error))
        {
            logger.StreamHeldUp(error, names.Text);
        }

        if (StreamGroup.IsAnswer(error, "NOGROUP"))
        {
            try
            {
                await group.CreateAsync(stop).ConfigureAwait(false);
                lanes.ReadAgain();
                logger.StreamGroupGone(names.Text, names.Group);
                return;
            }
#pragma warning disable CA1031 // It is tried again; what went wrong was told.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }

        await Task.Delay(status.NextDelay(), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
