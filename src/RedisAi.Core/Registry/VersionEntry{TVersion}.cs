namespace RedisAi.Registry;

/// <summary>A key of a registry: which version serves.</summary>
/// <typeparam name="TVersion">A version of a model or script.</typeparam>
internal sealed class VersionEntry<TVersion>
    where TVersion : ServedVersion
{
    private volatile TVersion? _current;

    /// <summary>The version that serves; null once the key was deleted.</summary>
    public TVersion? Current => _current;

    /// <summary>Puts another version in place, or none; returns the one before, which is the caller's to close.</summary>
    public TVersion? Swap(TVersion? next) => Interlocked.Exchange(ref _current, next);
}
