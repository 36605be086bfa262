using System.Collections.Concurrent;

namespace RedisAi.Store.Redis;

/// <summary>Gives sessions to those who publish what calls write to their states.</summary>
internal sealed class SessionPublisher(SessionLeases leases, TimeProvider time) : ISessionPublisher
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // By the session, and not by what this process has of it: where it was lost, and a call has taken it anew, what that call writes must not go out either.
    private readonly ConcurrentDictionary<string, SessionPublication> _publications = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Who publishes the states of a session; null for nobody. Under its lock.</summary>
    /// <exception cref="SessionMovedException">The publication has begun before the session was lost, and taken anew.</exception>
    public SessionPublication? Of(OwnedSession session)
    {
        if (Volatile.Read(ref _count) == 0 || !_publications.TryGetValue(session.Segment, out SessionPublication? publication))
        {
            return null;
        }

        return publication.Session == session ? publication : throw new SessionMovedException(session.Name);
    }

    public async ValueTask<SessionPublication> BeginAsync(string name, CancellationToken cancellationToken)
    {
        bool isPolite = true;
        while (true)
        {
            await leases.HoldAsync(name, timeout: null, cancellationToken).ConfigureAwait(false);
            if (leases.Find(name) is not { } session)
            {
                continue;
            }

            if (TryBegin(session, isPolite, out Task obstacle) is { } publication)
            {
                return publication;
            }

            // Who waits for the session has it first; but not for ever, if nothing comes of it.
            isPolite = obstacle.IsCompleted || await Task.WhenAny(obstacle, Task.Delay(s_patience, time, cancellationToken)).ConfigureAwait(false) == obstacle;
            cancellationToken.ThrowIfCancellationRequested();
            if (leases.Writer.TryFlush(session, out Task flushed))
            {
                await flushed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private SessionPublication? TryBegin(OwnedSession session, bool isPolite, out Task obstacle)
    {
        obstacle = Task.CompletedTask;
        lock (session.Gate)
        {
            if (session.FenceAt(time.GetTimestamp()) == 0)
            {
                return null;
            }

            if (_publications.TryGetValue(session.Segment, out SessionPublication? other))
            {
                obstacle = other.Ended;
                return null;
            }

            if (session.IsWanted && isPolite)
            {
                obstacle = session.Ended;
                return null;
            }

            if (session.States.HasUnsent || session.States.IsSending)
            {
                return null;
            }

            SessionPublication publication = new(session, time, isFresh => End(session, isFresh));
            if (!_publications.TryAdd(session.Segment, publication))
            {
                return null;
            }

            Interlocked.Increment(ref _count);
            session.Publication = publication;
            return publication;
        }
    }

    private void End(OwnedSession session, bool isFresh)
    {
        if (!isFresh)
        {
            leases.Drop(session);
        }

        lock (session.Gate)
        {
            session.Publication = null;
        }

        _publications.TryRemove(session.Segment, out _);
        Interlocked.Decrement(ref _count);
    }
}
