using Microsoft.Extensions.Logging;

namespace RedisAi.Store.Redis;

/// <summary>The messages of a worker that are in memory: those of one session one after the other, those of different sessions at the same time, so that their calls share runs.</summary>
/// <remarks>
/// Of each session they have a part without gaps of its pending messages, from the first one on. Where a session is dropped, since what became of its messages is not known, the epoch changes:
/// what was read before is refused, and the reader begins at the start of its list again. What is read again may have been ended while the answer was on its way: that is passed over, as it would come
/// behind later messages of its session.
/// </remarks>
internal sealed class SessionLanes(StreamSteps steps, StreamGroup group, StreamWorkerOptions options, StreamWorkerStatus status, Wakeup room, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>How many processes a message may end that is known to have been under way.</summary>
    private const int MostDeaths = 2;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly SemaphoreSlim _alone = new(1);

    // Guarded by _lock.
    private readonly Dictionary<string, SessionLane> _bySession = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);

    /// <summary>What was ended since a reading has begun: no more than there was in memory.</summary>
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);

    /// <summary>The last of these of each session.</summary>
    private readonly Dictionary<string, string> _lastEnded = new(StringComparer.Ordinal);
    private TaskCompletionSource? _idle;
    private int _running;
    private int _epoch;

    /// <summary>How many messages are in memory.</summary>
    public int InFlight
    {
        get
        {
            lock (_lock)
            {
                return _ids.Count;
            }
        }
    }

    /// <summary>Begins a reading; one at a time.</summary>
    /// <returns>The epoch, which changes when messages are to be read again.</returns>
    public int BeginReading()
    {
        lock (_lock)
        {
            _ended.Clear();
            _lastEnded.Clear();
            return _epoch;
        }
    }

    /// <summary>Takes the messages of a reading to work on; those that are in memory are passed over, and those that were ended since it has begun.</summary>
    /// <param name="messages">The messages, in their order.</param>
    /// <param name="epoch">The epoch when the reading has begun.</param>
    /// <returns>False when they were refused: they are to be read again.</returns>
    public bool TryAdd(ReadOnlySpan<StreamMessage> messages, int epoch)
    {
        lock (_lock)
        {
            if (epoch != _epoch || _stop.IsCancellationRequested)
            {
                return false;
            }

            foreach (StreamMessage message in messages)
            {
                if (!_ended.Contains(message.Id) && _ids.Add(message.Id))
                {
                    Add(message);
                }
            }

            return true;
        }
    }

    /// <summary>Has all messages of the worker's list read again that are not in memory.</summary>
    public void ReadAgain()
    {
        lock (_lock)
        {
            _epoch++;
        }
    }

    /// <summary>Has some messages worked on one at a time, if they come: each may end the process.</summary>
    public void Suspect(string[] ids)
    {
        lock (_lock)
        {
            _suspects.UnionWith(ids);
        }
    }

    /// <summary>Begins no further message, and waits until those under way are ended; what else was in memory stays in the list.</summary>
    /// <param name="hurry">Stops the runs that are under way.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task ended;
        lock (_lock)
        {
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            ended = _running == 0 ? Task.CompletedTask : _idle.Task;
        }

        using (hurry.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _abort))
        {
            await ended.ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _abort.Dispose();
        _alone.Dispose();
    }

    private void Add(StreamMessage message)
    {
        SessionLane? lane = null;
        if (message.Session is { } session)
        {
            // What is in memory, or was ended while the answer was on its way, comes behind what the server knew when it was read.
            if (_bySession.TryGetValue(session, out lane))
            {
                message.After = lane.Last ?? message.After;
                lane.Add(message);
                return;
            }

            message.After = _lastEnded.GetValueOrDefault(session, message.After);
        }

        lane = new SessionLane(message.Session);
        lane.Add(message);
        if (message.Session is not null)
        {
            _bySession.Add(message.Session, lane);
        }

        _running++;
        _ = Task.Run(() => RunAsync(lane));
    }

    private async Task RunAsync(SessionLane lane)
    {
        while (Next(lane) is { } messages)
        {
            StepOutcome outcome = await WorkAsync(lane, messages).ConfigureAwait(false);
            Remove(lane, outcome.Ended);
            if (outcome.Delay > TimeSpan.Zero)
            {
                await Task.Delay(outcome.Delay, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (outcome.IsLost)
            {
                Drop(lane);
                return;
            }
        }
    }

    private async Task<StepOutcome> WorkAsync(SessionLane lane, List<StreamMessage> messages)
    {
        try
        {
            return IsSuspect(messages[0]) ? await WorkAloneAsync(lane, messages[0]).ConfigureAwait(false) : await WorkOnAsync(lane, messages).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return new StepOutcome(0, IsLost: false, TimeSpan.Zero);
        }
#pragma warning disable CA1031 // It is not known what was done: the list in Redis knows.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (status.NoteTrouble(error))
            {
                logger.StreamHeldUp(error, status.Stream);
            }

            return new StepOutcome(0, IsLost: true, status.NextDelay());
        }
    }

    private Task<StepOutcome> WorkOnAsync(SessionLane lane, List<StreamMessage> messages) => lane.Session is { } session
        ? steps.RunAsync(session, messages, _stop.Token, _abort.Token)
        : steps.RunAsync(messages[0], _stop.Token, _abort.Token);

    /// <summary>Works on a message that may end the process; the next consumer knows then which it was.</summary>
    private async Task<StepOutcome> WorkAloneAsync(SessionLane lane, StreamMessage message)
    {
        await _alone.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            int deaths = await group.BeginAloneAsync(message.Id, _stop.Token).ConfigureAwait(false);
            StepOutcome outcome = deaths >= MostDeaths ? await steps.GiveUpAsync(message, deaths).ConfigureAwait(false) : await WorkOnAsync(lane, [message]).ConfigureAwait(false);
            await group.EndAloneAsync(message.Id).ConfigureAwait(false);
            lock (_lock)
            {
                _suspects.Remove(message.Id);
            }

            return outcome;
        }
        finally
        {
            _alone.Release();
        }
    }

    private bool IsSuspect(StreamMessage message)
    {
        lock (_lock)
        {
            return _suspects.Contains(message.Id);
        }
    }

    /// <summary>What the lane does next; null when it has ended.</summary>
    private List<StreamMessage>? Next(SessionLane lane)
    {
        lock (_lock)
        {
            if (lane.Count > 0 && !_stop.IsCancellationRequested)
            {
                List<StreamMessage> messages = lane.First(options.SessionBatchSize);
                int suspect = _suspects.Count == 0 ? -1 : messages.FindIndex(message => _suspects.Contains(message.Id));
                return suspect < 0 ? messages : messages[..Math.Max(1, suspect)];
            }

            End(lane);
            return null;
        }
    }

    private void Remove(SessionLane lane, int count)
    {
        lock (_lock)
        {
            for (int i = 0; i < count; i++)
            {
                string id = lane.RemoveFirst().Id;
                _ids.Remove(id);
                _ended.Add(id);
                if (lane.Session is { } session)
                {
                    _lastEnded[session] = id;
                }
            }
        }

        room.Set();
    }

    private void Drop(SessionLane lane)
    {
        lock (_lock)
        {
            _epoch++;
            End(lane);
        }

        room.Set();
    }

    /// <summary>Forgets a lane and what is in it.</summary>
    private void End(SessionLane lane)
    {
        while (lane.Count > 0)
        {
            _ids.Remove(lane.RemoveFirst().Id);
        }

        if (lane.Session is not null)
        {
            _bySession.Remove(lane.Session);
        }

        _running--;
        if (_running == 0)
        {
            _idle?.TrySetResult();
        }
    }
}
