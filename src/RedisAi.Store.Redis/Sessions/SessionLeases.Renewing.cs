namespace RedisAi.Store.Redis;

/// <content>How a session stays.</content>
internal sealed partial class SessionLeases
{
    private int _isInRound;

    private void OnRound()
    {
        if (Interlocked.Exchange(ref _isInRound, 1) == 0)
        {
            _ = RoundAsync();
        }
    }

    /// <summary>Renews all leases that are due, many in one script and all scripts at once, and gives up what was idle for long; never throws.</summary>
    private async Task RoundAsync()
    {
        try
        {
            ForgetReleased();
            List<OwnedSession> due = [];
            foreach (OwnedSession session in All)
            {
                if (session.Phase == LeasePhase.Held && !TryGiveUpIdle(session) && _times.IsDue(session.End))
                {
                    due.Add(session);
                }
            }

            await Task.WhenAll(due.Chunk(_scripts.LeasesAtOnce).Select(RenewInRoundAsync)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A logger, which is the application's code: the next round comes all the same.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
        finally
        {
            Volatile.Write(ref _isInRound, 0);
        }
    }

    private bool TryGiveUpIdle(OwnedSession session) =>
        _time.GetElapsedTime(session.LastUsed) >= _connection.Options.IdleRelease && TryGiveUp(session, out _);

    private async Task RenewInRoundAsync(OwnedSession[] sessions)
    {
        try
        {
            await RenewAsync(sessions).ConfigureAwait(false);
        }
        catch (SharedStoreException error)
        {
            _connection.Logger.RenewalFailed(error, sessions.Length, _connection.Name);
        }
    }

    /// <summary>Renews leases, and notices those that were lost.</summary>
    private async Task RenewAsync(OwnedSession[] sessions)
    {
        // Not under the lock of who asks.
        await Task.Yield();
        long[] fences = Array.ConvertAll(sessions, static session => session.Fence);
        long end = _times.EndOf(_time.GetTimestamp());
        RenewReply[] replies = await _scripts.RenewAsync(sessions, fences).ConfigureAwait(false);
        for (int i = 0; i < replies.Length; i++)
        {
            OwnedSession session = sessions[i];
            if (replies[i].IsHeld)
            {
                session.Extend(end);
                if (replies[i].IsWanted)
                {
                    Want(session);
                }
            }
            else if (session.Phase == LeasePhase.Held)
            {
                Lose(session, replies[i].Owner, error: null);
            }
        }
    }
}
