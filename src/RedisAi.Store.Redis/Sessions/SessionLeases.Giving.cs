using System.Collections.Concurrent;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <content>How a session goes: to another process that asks for it, when it was idle for long, at the end; or by loss.</content>
internal sealed partial class SessionLeases
{
    /// <summary>How long is remembered under which fence a session has ended with everything written.</summary>
    private static readonly TimeSpan s_remembered = TimeSpan.FromMinutes(1);

    /// <summary>How long is waited at most until a session that was ended is not in use any more.</summary>
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (long Fence, long At)> _released = new(StringComparer.Ordinal);

    /// <summary>Gives up all sessions, with all that is not written yet, and takes none any more. Within the time that a call waits for a session, whatever Redis does.</summary>
    public async Task ReleaseAllAsync()
    {
        _isClosing = true;
        await _closing.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        Writer.BeginClose();
        List<Task> released = [];
        foreach (OwnedSession session in All)
        {
            if (session.TryBeginRelease(isLast: true))
            {
                released.Add(ReleaseAsync(session));
            }
            else
            {
                released.Add(session.Ended);
            }
        }

        await Task.WhenAll(released).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAllAsync().ConfigureAwait(false);
        _channel.Dispose();
        Writer.Dispose();
        Memory.Dispose();
        _closing.Dispose();
    }

    /// <summary>Gives a session up if no call uses it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="released">Complete when it is given up.</param>
    /// <returns>Whether that has begun.</returns>
    public bool TryGiveUp(OwnedSession session, out Task released)
    {
        bool isBegun = false;
        isBegun = session.Phase == LeasePhase.Held && _host.TryDropIdle(session.Name, () => isBegun = session.TryBeginRelease()) && isBegun;
        released = isBegun ? ReleaseAsync(session) : Task.CompletedTask;
        return isBegun;
    }

    /// <summary>Gives up a session that was ended, unless it begins anew; who has ended it may still have its turn. Never throws.</summary>
    private async Task GiveUpEmptyAsync(OwnedSession session)
    {
        try
        {
            for (TimeSpan pause = TimeSpan.FromMilliseconds(1); pause < s_longestPause && IsHeldEmpty(session) && !TryGiveUp(session, out _); pause *= 4)
            {
                await Task.Delay(pause, _time, _closing.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // All are given up.
        }
    }

    private static bool IsHeldEmpty(OwnedSession session)
    {
        lock (session.Gate)
        {
            return session.Phase == LeasePhase.Held && session.States.IsEmpty;
        }
    }

    private void OnMessage(RedisValue message)
    {
        if (OwnerMessage.SegmentOf(message, out bool isWanted) is { } segment && _sessions.TryGetValue(segment, out OwnedSession? session))
        {
            if (isWanted)
            {
                Want(session);
            }
            else
            {
                session.TellFree();
            }
        }
    }

    private void Want(OwnedSession session)
    {
        if (session.Phase == LeasePhase.Held && session.TryWant())
        {
            _ = HandOverAsync(session);
        }
    }

    /// <summary>Gives a session up once the calls have ended that were accepted before; never throws.</summary>
    private async Task HandOverAsync(OwnedSession session)
    {
        try
        {
            bool isBegun = false;
            while (!isBegun && session.Phase == LeasePhase.Held)
            {
                await PublishedAsync(session).ConfigureAwait(false);
                await _host.DropAsync(session.Name, () => isBegun = session.TryBeginRelease(), _closing.Token).ConfigureAwait(false);
            }

            if (isBegun)
            {
                await ReleaseAsync(session).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // All are given up.
        }
#pragma warning disable CA1031 // Nobody waits for it here; who wants the session asks again.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _connection.Logger.HandOverFailed(error, session.Name);
        }
    }

    /// <summary>Complete when nobody publishes the states of a session.</summary>
    private static Task PublishedAsync(OwnedSession session)
    {
        lock (session.Gate)
        {
            return session.Publication?.Ended ?? Task.CompletedTask;
        }
    }

    /// <summary>Forgets what this process has of a session, so that it is read anew with its next use. The lease stays its own, unless somebody waits for it.</summary>
    public void Drop(OwnedSession session)
    {
        if (session.IsWanted && session.TryBeginRelease(isLast: true))
        {
            _ = GiveAwayAsync(session);
        }
        else
        {
            End(session, error: null);
        }
    }

    /// <summary>Gives up the lease of a session; never throws.</summary>
    private async Task GiveAwayAsync(OwnedSession session)
    {
        try
        {
            await ReleaseAsync(session).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody waits for it here; the lease ends by itself.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _connection.Logger.HandOverFailed(error, session.Name);
        }
    }

    /// <summary>Writes what is left of a session, for which no call is under way any more, and gives up the lease.</summary>
    private async Task ReleaseAsync(OwnedSession session)
    {
        try
        {
            await Writer.ReleaseAsync(session).ConfigureAwait(false);
        }
        finally
        {
            End(session, error: null);
        }

        _connection.Logger.SessionReleased(session.Name);
    }

    /// <summary>Notes that a session is another process's, or cannot be written.</summary>
    /// <param name="session">The session.</param>
    /// <param name="owner">The address of its owner; null when that is not known.</param>
    /// <param name="error">Why it cannot be written; null where it was lost to another process, or its lease is gone.</param>
    private void Lose(OwnedSession session, string? owner, Exception? error)
    {
        session.Owner = owner;
        if (!End(session, error: null, failure: error))
        {
            return;
        }

        if (error is null)
        {
            _connection.Logger.SessionLost(session.Name, owner ?? "nobody: its lease is gone");
        }
        else
        {
            _connection.Logger.SessionAbandoned(error, session.Name, _connection.Name);
        }

        LeaseLost?.Invoke(session.Name, owner);
    }

    /// <summary>Removes what this process has of a session, so that it may be taken again.</summary>
    /// <param name="session">The session.</param>
    /// <param name="error">Why it could not be taken; null where it was.</param>
    /// <param name="failure">Why its states could not be written; null where it was lost, or everything is.</param>
    /// <returns>Whether it had not ended before.</returns>
    private bool End(OwnedSession session, Exception? error, Exception? failure = null)
    {
        WriteWaiters waiters;
        lock (session.Gate)
        {
            if (!session.TryEnd())
            {
                return false;
            }

            Writer.ClearLate(session);
            waiters = session.States.TakeWaiters();
            if (session.States.AreKept)
            {
                _released[session.Segment] = (session.Fence, _time.GetTimestamp());
            }
        }

        Memory.Forget(session);
        _sessions.TryRemove(KeyValuePair.Create(session.Segment, session));
        waiters.Fail(failure ?? new SessionMovedException(session.Name, session.Owner), failure ?? Writer.DoubtOf(session));
        session.TellEnd(error);
        return true;
    }

    private bool WasReleased(string segment, long fence) => _released.TryGetValue(segment, out (long Fence, long At) released) && released.Fence == fence;

    private void ForgetReleased()
    {
        foreach (KeyValuePair<string, (long Fence, long At)> released in _released)
        {
            if (_time.GetElapsedTime(released.Value.At) > s_remembered)
            {
                _released.TryRemove(released);
            }
        }
    }
}
