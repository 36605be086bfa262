namespace RedisAi.Store.Redis;

/// <content>What is done while Redis cannot be reached, and the last write of a session.</content>
internal sealed partial class StateWriter
{
    /// <summary>
    /// Writes what is left of a session, and gives its lease up with it. It is tried again as long as a call would wait for a session, and twice the lease.
    /// </summary>
    /// <param name="session">The session, which no call can use any more.</param>
    public async Task ReleaseAsync(OwnedSession session)
    {
        Task sent;
        lock (session.Gate)
        {
            sent = session.States.SentAsync();
        }

        await sent.ConfigureAwait(false);
        long started = _time.GetTimestamp();
        while (true)
        {
            await RoomAsync().ConfigureAwait(false);
            StateBatch batch;
            lock (session.Gate)
            {
                if (session.Phase != LeasePhase.Releasing)
                {
                    // It was lost meanwhile, and its states with it.
                    return;
                }

                batch = session.States.Take(_memory.Tensors, _time, new WriteOrder(session.Fence, session.NextVersion(_time), Renews: false, Releases: true));
            }

            Exception? failure = await TryReleaseAsync(session, batch).ConfigureAwait(false);
            if (failure is not SharedStoreException)
            {
                return;
            }

            if (IsOver(started))
            {
                Abandon(session, failure);
                return;
            }

            await Task.Delay(s_pause, _time).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what is left; returns why the script was not run.</summary>
    private async Task<Exception?> TryReleaseAsync(OwnedSession session, StateBatch batch)
    {
        WriteReply reply = default;
        Exception? failure;
        try
        {
            (WriteReply[] replies, failure) = await TryWriteAsync([new SessionWrite(session, batch)]).ConfigureAwait(false);
            reply = replies is [var only] ? only : default;
        }
#pragma warning disable CA1031 // It is the error of the calls that wait: it cannot be encoded.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        if (failure is SharedStoreException)
        {
            lock (session.Gate)
            {
                session.States.Return(batch);
            }
        }
        else
        {
            End(session, batch, reply, failure);
        }

        Pump();
        return failure;
    }

    /// <summary>Sends again what may have been written or not. Through, the session is given up when that takes too long; behind, those who wait are told, and it goes on.</summary>
    private async Task RetryAsync(OwnedSession session, StateBatch batch, Exception error)
    {
        WriteWaiters? failed = null;
        bool isOver = _time.GetElapsedTime(batch.Since) >= _connection.Options.SessionTimeout;
        bool goesOn;
        lock (session.Gate)
        {
            goesOn = session.Phase != LeasePhase.Ended;
            isOver &= session.Phase == LeasePhase.Held;
            if (goesOn)
            {
                session.States.Return(batch);
                failed = isOver ? session.States.TakeWaiters() : null;
            }
            else
            {
                session.States.Refuse();
                failed = batch.Waiters;
            }
        }

        NoteFailure(error);
        failed?.Fail(error, error);
        if (isOver && _isThrough)
        {
            Lost(session, null, error);
        }
        else if (goesOn && await PauseAsync().ConfigureAwait(false))
        {
            _ready.Enqueue(session);
            Pump();
        }
    }

    /// <summary>Lets some time pass; returns whether it still makes sense to go on.</summary>
    private async Task<bool> PauseAsync()
    {
        try
        {
            await Task.Delay(s_pause, _time, _closing.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RoomAsync()
    {
        while (_traffic.IsFull)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), _time).ConfigureAwait(false);
        }
    }

    private bool IsOver(long started)
    {
        RedisStoreOptions options = _connection.Options;
        TimeSpan limit = options.SessionTimeout > 2 * options.LeaseTime || _closing.IsCancellationRequested ? options.SessionTimeout : 2 * options.LeaseTime;
        return _time.GetElapsedTime(started) >= limit;
    }

    private void Abandon(OwnedSession session, Exception error)
    {
        WriteWaiters waiters;
        bool isLoss;
        lock (session.Gate)
        {
            waiters = session.States.TakeWaiters();
            isLoss = session.States.HasUnsent;
        }

        waiters.Fail(error, error);
        if (isLoss)
        {
            _connection.Logger.SessionAbandoned(error, session.Name, _connection.Name);
        }
    }

    /// <summary>Says it once, however many sessions fail.</summary>
    private void NoteFailure(Exception error)
    {
        if (Interlocked.Exchange(ref _isFailing, 1) == 0)
        {
            _connection.Logger.WritesFail(error, _connection.Name);
        }
    }

    private void NoteSuccess()
    {
        if (Volatile.Read(ref _isFailing) != 0 && Interlocked.Exchange(ref _isFailing, 0) != 0)
        {
            _connection.Logger.WritesSucceed(_connection.Name);
        }
    }
}
