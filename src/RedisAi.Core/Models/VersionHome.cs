using RedisAi.Batching;

namespace RedisAi.Models;

/// <summary>What sessions remember of the version on which they are in mid-state: not the version itself, which would be kept by sessions that are idle for long.</summary>
internal sealed class VersionHome(ModelVersion version) : ISessionHome
{
    private int _sessions;

    /// <summary>The version; null once it is closed.</summary>
    public ModelVersion? Version { get; private set; } = version;

    /// <summary>How many sessions there are.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>Forgets the version.</summary>
    public void Close() => Version = null;

    public void SessionCame() => Interlocked.Increment(ref _sessions);

    public void SessionLeft()
    {
        if (Interlocked.Decrement(ref _sessions) == 0 && Version is { } version)
        {
            version.Routes.NoteEmpty(version);
        }
    }
}
