using RedisAi.Sharing;
using RedisAi.Tensors;

namespace RedisAi.Store.Redis;

/// <summary>The states of sessions that several processes share: those of its own sessions a process reads and writes in memory, and Redis gets what has changed.</summary>
internal sealed class SharedStates : IStateStore, IAsyncDisposable
{
    /// <summary>The longest value that Redis takes, and some bytes for type and shape.</summary>
    private const long MaxBytes = TensorRecord.MaxBytes - 1024;

    private readonly TimeProvider _time;

    public SharedStates(RedisConnection connection, SharingHost host)
    {
        _time = connection.Time;
        Leases = new SessionLeases(connection, host);
        Publisher = new SessionPublisher(Leases, _time);
    }

    /// <summary>The sessions of this process.</summary>
    public SessionLeases Leases { get; }

    /// <summary>Gives sessions to those who publish what calls write to their states.</summary>
    public SessionPublisher Publisher { get; }

    public bool IsShared => true;

    public bool IsAwaited => Leases.Writer.IsAwaited;

    private IStateStore Memory => Leases.Memory.States;

    public bool TryRead(string key, out TensorValue value, out long version) => Memory.TryRead(key, out value, out version);

    public bool Contains(ReadOnlySpan<char> key) => Memory.Contains(key);

    public long FenceOf(string session) => Leases.FenceOf(session);

    public ValueTask HoldAsync(string session, TimeSpan? timeout, CancellationToken cancellationToken) => Leases.HoldAsync(session, timeout, cancellationToken);

    public bool TryWrite(ReadOnlySpan<StateWrite> writes) => TryWrite(writes, fence: 0);

    public bool TryWrite(ReadOnlySpan<StateWrite> writes, long fence)
    {
        foreach (ref readonly StateWrite write in writes)
        {
            if (write.Value.ByteLength > MaxBytes)
            {
                throw new TensorStoreFullException(write.Value.ByteLength, MaxBytes);
            }
        }

        OwnedSession session = HeldOf(writes[0].Key);
        bool isNew;
        lock (session.Gate)
        {
            long now = ThrowIfNotHeld(session, fence);
            SessionPublication? publication = Publisher.Of(session);
            if (!Memory.TryWrite(writes))
            {
                return false;
            }

            if (publication is not null)
            {
                publication.Capture(writes);
                session.Use(now);
                return true;
            }

            foreach (ref readonly StateWrite write in writes)
            {
                session.States.Note(write.Key, isPresent: true, write.TimeToLive, now);
            }

            session.Use(now);
            isNew = Leases.Writer.Note(session, now);
        }

        if (isNew)
        {
            Leases.Writer.Queue(session);
        }

        return true;
    }

    public bool Remove(ReadOnlySpan<char> key)
    {
        OwnedSession session = HeldOf(key);
        bool isNew;
        lock (session.Gate)
        {
            long now = ThrowIfNotHeld(session, fence: 0);
            SessionPublication? publication = Publisher.Of(session);
            if (!Memory.Remove(key))
            {
                return false;
            }

            if (publication is not null)
            {
                publication.CaptureRemoval(key.ToString());
                return true;
            }

            session.States.Note(key.ToString(), isPresent: false, timeToLive: null, now);
            isNew = Leases.Writer.Note(session, now);
        }

        if (isNew)
        {
            Leases.Writer.Queue(session);
        }

        return true;
    }

    /// <summary>Complete when Redis has all that was written by now.</summary>
    public Task CommitAsync() => Task.WhenAll(Leases.All.Select(session =>
    {
        Leases.Writer.TryFlush(session, out Task kept);
        return kept;
    }));

    public Task CommitAsync(string session, long fence) => Leases.CommitAsync(session, fence);

    public ValueTask DisposeAsync() => Leases.DisposeAsync();

    private OwnedSession HeldOf(ReadOnlySpan<char> key) =>
        Leases.FindByKey(key) ?? throw new SessionMovedException(SessionNames.SegmentOfKey(key).ToString());

    /// <summary>Returns the timestamp of this moment if a session is held then. Under its lock.</summary>
    /// <param name="session">The session.</param>
    /// <param name="fence">The number under which it must be held; 0 for any.</param>
    private long ThrowIfNotHeld(OwnedSession session, long fence)
    {
        long now = _time.GetTimestamp();
        long held = session.FenceAt(now);
        return held != 0 && (fence == 0 || held == fence) ? now : throw new SessionMovedException(session.Name, session.Owner);
    }
}
