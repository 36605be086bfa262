using RedisAi.Errors;

namespace RedisAi.Store.Redis;

/// <content>How a session comes.</content>
internal sealed partial class SessionLeases
{
    /// <summary>Asks for a session until it is given; never throws.</summary>
    private async Task TakeAsync(OwnedSession session)
    {
        try
        {
            long started = _time.GetTimestamp();
            await MakeRoomAsync().ConfigureAwait(false);
            TimeSpan poll = LeaseTimes.FirstPoll;
            while (!await TryTakeAsync(session, started, poll).ConfigureAwait(false))
            {
                poll = poll * 1.5 < _times.LongestPoll ? poll * 1.5 : _times.LongestPoll;
            }
        }
#pragma warning disable CA1031 // It is the error of the calls that wait for the session.
        catch (Exception error)
#pragma warning restore CA1031
        {
            End(session, error is OperationCanceledException ? EngineClosed.Error() : error);
            return;
        }

        if (_isClosing && session.TryBeginRelease(isLast: true))
        {
            // Too late for those who give all of them up.
            await ReleaseAsync(session).ConfigureAwait(false);
        }
    }

    /// <summary>Asks for a session once, and waits until it makes sense to ask again.</summary>
    private async Task<bool> TryTakeAsync(OwnedSession session, long started, TimeSpan poll)
    {
        _closing.Token.ThrowIfCancellationRequested();
        Task freed = session.NextFree();
        long sent = _time.GetTimestamp();
        TakeReply reply = await _scripts.TakeAsync(session).ConfigureAwait(false);
        if (reply.IsTaken)
        {
            // All states are there before anybody may read them.
            Memory.Load(session, reply.States);
            _released.TryRemove(session.Segment, out _);
            session.Hold(reply.Fence, sent, _times.EndOf(sent));
            _connection.Logger.SessionTaken(session.Name, reply.States.Length);
            return true;
        }

        session.Owner = reply.Owner;
        TimeSpan left = _connection.Options.SessionTimeout - _time.GetElapsedTime(started);
        if (left <= TimeSpan.Zero)
        {
            throw new SessionMovedException(session.Name, reply.Owner);
        }

        // A dead owner's lease is over to the millisecond; a living one says when he is done; and a message may be lost.
        TimeSpan over = reply.Left + TimeSpan.FromMilliseconds(1);
        TimeSpan wait = over < poll ? over : poll;
        await Task.WhenAny(freed, Task.Delay(wait < left ? wait : left, _time, _closing.Token)).ConfigureAwait(false);
        return false;
    }

    /// <summary>Waits until memory has room for another session, after giving up those that were not called for longest.</summary>
    private async Task MakeRoomAsync()
    {
        if (!Memory.IsOverfull)
        {
            return;
        }

        long started = _time.GetTimestamp();
        while (Memory.IsOverfull)
        {
            if (_time.GetElapsedTime(started) >= _connection.Options.SessionTimeout)
            {
                throw new TensorStoreFullException(Memory.Tensors.ByteLength - Memory.MaxBytes!.Value, 0);
            }

            await Task.WhenAll(GiveUpOldest()).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromMilliseconds(5), _time, _closing.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Gives up a sixteenth of the sessions that are idle, eight at least.</summary>
    private List<Task> GiveUpOldest()
    {
        OwnedSession[] held = [.. All.Where(static session => session.Phase == LeasePhase.Held).OrderBy(static session => session.LastUsed)];
        List<Task> given = [];
        foreach (OwnedSession session in held)
        {
            if (given.Count >= Math.Max(8, held.Length / 16))
            {
                break;
            }

            if (TryGiveUp(session, out Task released))
            {
                given.Add(released);
            }
        }

        return given;
    }
}
