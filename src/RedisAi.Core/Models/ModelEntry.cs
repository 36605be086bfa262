namespace RedisAi.Models;

/// <summary>A key of the registry: which version serves, and the options that the next one inherits.</summary>
internal sealed class ModelEntry
{
    private volatile ModelVersion? _current;

    /// <summary>The version that serves; null once the key was deleted.</summary>
    public ModelVersion? Current => _current;

    /// <summary>Puts another version in place, or none; returns the one before, which is the caller's to close.</summary>
    public ModelVersion? Swap(ModelVersion? next) => Interlocked.Exchange(ref _current, next);
}
