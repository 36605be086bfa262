using RedisAi.Sessions;

namespace RedisAi.Batching;

/// <summary>Ends a session of one model when it is its turn: after the calls that were accepted before.</summary>
internal sealed class SessionEnd(ModelSession session, SessionStates states, IStateStore store) : SessionWaiter
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the session.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        switch (session.EnterOrPark(this))
        {
            case SessionTurn.Taken:
                OnTurn();
                break;
            case SessionTurn.Waiting:
                await WaitAsync(cancellationToken).ConfigureAwait(false);
                break;
            default:
                // Its states went with it.
                break;
        }
    }

    public override void OnTurn()
    {
        try
        {
            foreach (string key in session.KeysOf(states))
            {
                store.Remove(key);
            }

            session.MoveTo(null);
        }
        finally
        {
            session.Leave()?.OnTurn();
            _ended.TrySetResult();
        }
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
