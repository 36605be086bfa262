namespace RedisAi.Batching;

/// <summary>Ends a session of one model when it is its turn: after the calls that were accepted before.</summary>
internal sealed class SessionEnd(ModelSession session, SessionTable table, CancellationToken cancellationToken) : SessionWaiter
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ModelSession _session = session;

    /// <summary>Ends the session.</summary>
    public async Task RunAsync()
    {
        TurnOutcome outcome;
        while ((outcome = _session.EnterOrPark(this)) == TurnOutcome.Ended && table.IsShared)
        {
            // It was given up, and its states are where the other processes have them.
            _session = table.Of(_session.Name);
        }

        switch (outcome)
        {
            case TurnOutcome.Taken:
                Tell(this);
                await _ended.Task.ConfigureAwait(false);
                break;
            case TurnOutcome.Waiting:
                await WaitAsync().ConfigureAwait(false);
                break;
            default:
                // Its states went with it.
                break;
        }
    }

    protected override SessionWaiter? OnTurn()
    {
        if (table.IsShared)
        {
            // It keeps the turn meanwhile.
            _ = RemoveSharedAsync();
            return null;
        }

        Exception? failure = null;
        try
        {
            table.RemoveStates(_session);
        }
#pragma warning disable CA1031 // It is the error of who ends the session; the thread is that of some call.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        return Pass(failure);
    }

    private async Task RemoveSharedAsync()
    {
        Exception? failure = null;
        try
        {
            await table.RemoveSharedStatesAsync(_session, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It is the error of who ends the session.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        Tell(Pass(failure));
    }

    /// <summary>Gives the turn on, and tells who ends the session.</summary>
    private SessionWaiter? Pass(Exception? failure)
    {
        // Here, and not where the caller goes on: by then a later call may have left states again.
        SessionWaiter? next = failure is null ? table.LeaveOrForget(_session) : _session.Leave();
        if (failure is null)
        {
            _ended.TrySetResult();
        }
        else
        {
            _ended.TrySetException(failure);
        }

        return next;
    }

    private async Task WaitAsync()
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((SessionEnd)state!).Cancel(), this);
        await _ended.Task.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Cancel()
    {
        if (_session.TryUnpark(this))
        {
            _ended.TrySetResult();
        }
    }
}
