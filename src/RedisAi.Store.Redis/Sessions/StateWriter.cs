using System.Collections.Concurrent;
using RedisAi.Execution;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Writes the states of owned sessions to Redis: at once, or what has changed in each interval.</summary>
/// <remarks>
/// <para>Of each session one write is on the way at a time; what it changes meanwhile goes with its next one, as it is then: so what waits is never more than the states themselves. Of several sessions the
/// writes share a script: a few scripts are on the way, see <see cref="StateTraffic"/>, and what comes then waits for one of them, for a moment at most.</para>
/// <para>Behind, half an interval passes at most until something is sent. A session of which something is not kept after a whole one is late: its calls wait then, as through, until it is not. So what may be
/// lost is what calls of one interval were answered.</para>
/// </remarks>
internal sealed partial class StateWriter : IDisposable
{
    /// <summary>How many sessions share a script at most, unless that is too many bytes before: Redis does nothing else meanwhile.</summary>
    private const int MostSessions = 64;
    private const long MostBytes = 1 << 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly RedisConnection _connection;
    private readonly LeaseScripts _scripts;
    private readonly LeaseTimes _times;
    private readonly StateMemory _memory;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly bool _isThrough;
    private readonly StateTraffic _traffic;
    private readonly ConcurrentQueue<OwnedSession> _ready = new();
    private readonly ConcurrentQueue<OwnedSession> _waiting = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly ITimer _timer;
    private int _isArmed;
    private int _late;
    private int _isFailing;

    public StateWriter(RedisConnection connection, LeaseScripts scripts, LeaseTimes times, StateMemory memory)
    {
        _connection = connection;
        _scripts = scripts;
        _times = times;
        _memory = memory;
        _time = connection.Time;
        _interval = connection.Options.WriteInterval;
        _isThrough = connection.Options.Writes == RedisWriteMode.WriteThrough;
        _traffic = new StateTraffic(_time, Pump);
        _timer = _time.CreateTimer(static state => ((StateWriter)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called when a session turns out to be another process's (its address, if that is known), or cannot be written for good (the error).</summary>
    public required Action<OwnedSession, string?, Exception?> Lost { private get; init; }

    /// <summary>Called when Redis has no state of a session any more.</summary>
    public required Action<OwnedSession> Emptied { private get; init; }

    /// <summary>Whether calls wait until Redis has what they have written.</summary>
    public bool IsAwaited => _isThrough || Volatile.Read(ref _late) > 0;

    /// <summary>Notes that states of a session have changed. Under its lock.</summary>
    /// <param name="session">The session.</param>
    /// <param name="now">The timestamp of this moment.</param>
    /// <returns>Whether <see cref="Queue"/> is to follow, without the lock.</returns>
    public bool Note(OwnedSession session, long now)
    {
        OwnedStates states = session.States;
        if (!_isThrough && !states.IsLate && _time.GetElapsedTime(states.UnkeptSince, now) > _interval)
        {
            states.IsLate = true;
            Interlocked.Increment(ref _late);
        }

        bool isNew = !states.IsQueued && !states.IsSending;
        states.IsQueued |= isNew;
        return isNew;
    }

    /// <summary>Has the changes of a session sent: at once, or when their time has come.</summary>
    public void Queue(OwnedSession session)
    {
        if (_isThrough)
        {
            _ready.Enqueue(session);
            Pump();
            return;
        }

        _waiting.Enqueue(session);
        Arm();
    }

    /// <summary>Has the changes of a session sent now.</summary>
    /// <param name="session">The session.</param>
    /// <param name="kept">Complete when Redis has them.</param>
    /// <returns>False when the session is not this process's any more.</returns>
    public bool TryFlush(OwnedSession session, out Task kept)
    {
        lock (session.Gate)
        {
            if (session.Phase == LeasePhase.Ended)
            {
                kept = Task.CompletedTask;
                return false;
            }

            kept = session.States.KeptAsync();
            session.States.IsUrgent |= session.States.HasUnsent;
        }

        if (!kept.IsCompleted && !_isThrough)
        {
            _ready.Enqueue(session);
            Pump();
        }

        return true;
    }

    /// <summary>Notes that nothing of a session is late any more. Under its lock.</summary>
    public void ClearLate(OwnedSession session)
    {
        if (session.States.IsLate)
        {
            session.States.IsLate = false;
            Interlocked.Decrement(ref _late);
        }
    }

    /// <summary>What those get whose write may have been done before the session was lost.</summary>
    public SharedStoreException DoubtOf(OwnedSession session) =>
        new(_connection.Name, $"The session '{session.Name}' was lost before {_connection.Name} said whether a step was written: it may have been applied, or not.");

    /// <summary>Tries nothing again from now on.</summary>
    public void BeginClose() => _closing.Cancel();

    public void Dispose()
    {
        _timer.Dispose();
        _traffic.Dispose();
        _closing.Dispose();
    }

    private void Arm()
    {
        if (Volatile.Read(ref _isArmed) == 0 && Interlocked.Exchange(ref _isArmed, 1) == 0)
        {
            _timer.Change(TimestampExtensions.RoundUp(_interval / 2), Timeout.InfiniteTimeSpan);
        }
    }

    private void Tick()
    {
        Volatile.Write(ref _isArmed, 0);
        for (int count = _waiting.Count; count > 0 && _waiting.TryDequeue(out OwnedSession? session); count--)
        {
            _ready.Enqueue(session);
        }

        Pump();
    }

    /// <summary>Sends what is to be sent, as long as not too much is on the way; who gets an answer goes on here.</summary>
    private void Pump()
    {
        while (!_ready.IsEmpty && _traffic.TryEnter(isShared: !_connection.IsCluster))
        {
            _ = PassAsync();
        }
    }

    private async Task PassAsync()
    {
        try
        {
            if (Collect() is { Count: > 0 } writes)
            {
                await SendAsync(writes).ConfigureAwait(false);
            }
        }
        finally
        {
            _traffic.Leave();
            Pump();
        }
    }

    /// <summary>Takes what shares a script. The sessions of a cluster are in different slots.</summary>
    private List<SessionWrite> Collect()
    {
        List<SessionWrite> writes = [];
        int most = _connection.IsCluster ? 1 : MostSessions;
        long bytes = 0;
        while (writes.Count < most && bytes < MostBytes && _ready.TryDequeue(out OwnedSession? session))
        {
            if (TryTake(session) is { } batch && TryEncode(session, batch) is { } write)
            {
                writes.Add(write);
                bytes += batch.Bytes;
            }
        }

        return writes;
    }

    private StateBatch? TryTake(OwnedSession session)
    {
        lock (session.Gate)
        {
            session.States.IsQueued = false;
            return session.Phase == LeasePhase.Held && session.States is { IsSending: false, HasUnsent: true }
                ? session.States.Take(_memory.Tensors, _time, new WriteOrder(session.Fence, session.NextVersion(_time), Renews: _times.IsDue(session.End), Releases: false))
                : null;
        }
    }

    private SessionWrite? TryEncode(OwnedSession session, StateBatch batch)
    {
        try
        {
            return new SessionWrite(session, batch);
        }
#pragma warning disable CA1031 // It is the error of the calls that wait.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Refuse(session, batch, default, error);
            return null;
        }
    }

    private async Task SendAsync(List<SessionWrite> writes)
    {
        long sent = _time.GetTimestamp();
        (WriteReply[] replies, Exception? error) = await TryWriteAsync(writes).ConfigureAwait(false);
        if (error is SharedStoreException { InnerException: RedisServerException or RedisCommandException } && writes.Count > 1)
        {
            // One of them is such that Redis does not take it, perhaps: that is not the others' fault. What was done is known by its version.
            await Task.WhenAll(writes.Select(write => SendAsync([write]))).ConfigureAwait(false);
            return;
        }

        for (int i = 0; i < writes.Count; i++)
        {
            (OwnedSession session, StateBatch batch) = (writes[i].Session, writes[i].Batch);
            if (error is SharedStoreException)
            {
                _ = RetryAsync(session, batch, error);
            }
            else if (error is not null)
            {
                Refuse(session, batch, default, error);
            }
            else if (replies[i].Outcome == WriteOutcome.Done)
            {
                Confirm(session, batch, sent);
            }
            else
            {
                Refuse(session, batch, replies[i], error: null);
            }
        }
    }

    private async Task<(WriteReply[] Replies, Exception? Error)> TryWriteAsync(List<SessionWrite> writes)
    {
        long bytes = writes.Sum(static write => write.Batch.Bytes);
        _traffic.Add(bytes);
        try
        {
            return (await _scripts.WriteAsync(writes).ConfigureAwait(false), null);
        }
#pragma warning disable CA1031 // It is the error of the calls that wait.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return ([], error);
        }
        finally
        {
            _traffic.Add(-bytes);
        }
    }

    private void Confirm(OwnedSession session, StateBatch batch, long sent)
    {
        bool goesOn;
        bool isUrgent;
        bool isEmpty;
        lock (session.Gate)
        {
            OwnedStates states = session.States;
            states.Confirm(batch);
            session.KnownVersion = batch.Order.Version;
            bool isHeld = session.Phase == LeasePhase.Held;
            isEmpty = isHeld && states is { HasUnsent: false, IsEmpty: true };
            goesOn = isHeld && states is { HasUnsent: true, IsQueued: false };
            states.IsQueued |= goesOn;
            isUrgent = states.IsUrgent;
            if (!states.HasUnsent || _time.GetElapsedTime(states.UnkeptSince) <= _interval)
            {
                ClearLate(session);
            }
        }

        if (batch.Order.Renews)
        {
            session.Extend(_times.EndOf(sent));
        }

        NoteSuccess();
        batch.Waiters.Succeed();
        if (goesOn && isUrgent)
        {
            _ready.Enqueue(session);
        }
        else if (goesOn)
        {
            Queue(session);
        }
        else if (isEmpty)
        {
            Emptied(session);
        }
    }

    /// <summary>Ends what cannot be written: the session is another process's, or its states are such that Redis does not take them.</summary>
    private void Refuse(OwnedSession session, StateBatch batch, WriteReply reply, Exception? error)
    {
        End(session, batch, reply, error);
        Lost(session, reply.Owner, error);
    }

    /// <summary>Notes what became of a write, and tells those who wait for it.</summary>
    private void End(OwnedSession session, StateBatch batch, WriteReply reply, Exception? error)
    {
        bool isDone = error is null && reply.Outcome is (WriteOutcome.Done or WriteOutcome.DoneBefore);
        lock (session.Gate)
        {
            if (isDone)
            {
                session.States.Confirm(batch);
            }
            else
            {
                session.States.Refuse();
            }
        }

        if (error is not null)
        {
            batch.Waiters.Fail(error, error);
        }
        else if (isDone)
        {
            batch.Waiters.Succeed();
        }
        else
        {
            Exception doubt = DoubtOf(session);
            batch.Waiters.Fail(reply.Outcome == WriteOutcome.Doubtful ? doubt : new SessionMovedException(session.Name, reply.Owner), doubt);
        }
    }
}
