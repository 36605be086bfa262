namespace RedisAi.Batching;

/// <summary>Ends a session of one model when it is its turn: after the calls that were accepted before.</summary>
internal sealed class SessionEnd(ModelSession session, SessionTable table) : SessionWaiter
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the session.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        switch (session.EnterOrPark(this))
        {
            case TurnOutcome.Taken:
                Tell(this);
                await _ended.Task.ConfigureAwait(false);
                break;
            case TurnOutcome.Waiting:
                await WaitAsync(cancellationToken).ConfigureAwait(false);
                break;
            default:
                // Its states went with it.
                break;
        }
    }

    protected override SessionWaiter? OnTurn()
    {
        Exception? failure = null;
        try
        {
            table.RemoveStates(session);
        }
#pragma warning disable CA1031 // It is the error of who ends the session; the thread is that of some call.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = error;
        }

        // Here, and not where the caller goes on: by then a later call may have left states again.
        SessionWaiter? next = failure is null ? table.LeaveOrForget(session) : session.Leave();
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

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((SessionEnd)state!).Cancel(), this);
        await _ended.Task.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Cancel()
    {
        if (session.TryUnpark(this))
        {
            _ended.TrySetResult();
        }
    }
}
