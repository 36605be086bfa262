namespace RedisAi.Batching;

/// <summary>Takes a session away from all models, at a moment when no call of it is under way with any of them.</summary>
/// <remarks>It waits for one turn at a time, and with none in its hand: a call of one model may make calls of another one with the same session, for which it waits.</remarks>
/// <param name="tables">The sessions of all models.</param>
/// <param name="session">The session.</param>
/// <param name="drop">Takes it away; waits for nothing.</param>
internal sealed class SessionDrop(SessionTables tables, string session, Action drop) : SessionWaiter
{
    private ModelSession? _busy;
    private ModelSession? _parkedAt;
    private TaskCompletionSource<bool> _passed = null!;

    /// <summary>Takes the session away if no call of it is under way, or waits.</summary>
    public bool TryRun()
    {
        bool dropped = TryRun(having: null, out SessionWaiter? next);
        SessionWaiter.Tell(next);
        return dropped;
    }

    /// <summary>Takes the session away, once the calls that were accepted before have ended.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        bool dropped = TryRun();
        while (!dropped)
        {
            cancellationToken.ThrowIfCancellationRequested();
            dropped = await TryWithTurnAsync(_busy!, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override SessionWaiter? OnTurn()
    {
        ModelSession having = _parkedAt!;
        try
        {
            bool dropped = TryRun(having, out SessionWaiter? next);
            _passed.TrySetResult(dropped);
            return dropped ? next : having.Leave();
        }
#pragma warning disable CA1031 // It is the error of who asked; the thread is that of some call.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _passed.TrySetException(error);
            return having.Leave();
        }
    }

    /// <summary>Waits for the turn of one model, and tries then.</summary>
    private async Task<bool> TryWithTurnAsync(ModelSession busy, CancellationToken cancellationToken)
    {
        _parkedAt = busy;
        _passed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        switch (busy.EnterOrPark(this))
        {
            case TurnOutcome.Taken:
                Tell(this);
                return await _passed.Task.ConfigureAwait(false);
            case TurnOutcome.Waiting:
                using (cancellationToken.UnsafeRegister(static state => ((SessionDrop)state!).Cancel(), this))
                {
                    return await _passed.Task.ConfigureAwait(false);
                }

            default:
                return TryRun();
        }
    }

    private void Cancel()
    {
        // Where it has the turn already, it is not parked any more, and passes.
        if (_parkedAt!.TryUnpark(this))
        {
            _passed.TrySetCanceled();
        }
    }

    /// <summary>Takes the session away if no model but the one whose turn is had has a call of it; notes else which has.</summary>
    /// <param name="having">The session of the model whose turn is had; null for none. The turn is given on if this returns true.</param>
    /// <param name="next">Who has that turn then.</param>
    private bool TryRun(ModelSession? having, out SessionWaiter? next)
    {
        next = null;
        List<(SessionTable Table, ModelSession Session)> entered = [];
        foreach (SessionTable table in tables.WithStates)
        {
            ModelSession entry = table.Of(session);
            if (entry != having && !entry.TryEnter())
            {
                _busy = entry;
                entered.ForEach(other => Leave(other.Session, having));
                return false;
            }

            entered.Add((table, entry));
        }

        try
        {
            drop();
        }
        catch
        {
            entered.ForEach(other => Leave(other.Session, having));
            throw;
        }

        foreach ((SessionTable table, ModelSession entry) in entered)
        {
            entry.MoveTo(null);
            SessionWaiter? waiter = table.LeaveOrForget(entry);
            if (entry == having)
            {
                next = waiter;
            }
            else
            {
                Tell(waiter);
            }
        }

        return true;
    }

    private static void Leave(ModelSession entered, ModelSession? having)
    {
        if (entered != having)
        {
            Tell(entered.Leave());
        }
    }
}
