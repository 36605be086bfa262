using System.Collections.Concurrent;

namespace RedisAi.Persistence;

/// <summary>The digests of what a host has registered under keys: kept with what is stored over it, they tell the next start whether the registration has changed. Used by several threads at once.</summary>
internal sealed class RegisteredDigests
{
    private readonly ConcurrentDictionary<string, string> _digests = new(StringComparer.Ordinal);

    /// <summary>Remembers the digest of what a host has registered under a key; null forgets it.</summary>
    public void Note(string key, string? digest)
    {
        if (digest is null)
        {
            _digests.TryRemove(key, out _);
        }
        else
        {
            _digests[key] = digest;
        }
    }

    /// <summary>The digest of a key; null for nothing.</summary>
    public string? Of(string key) => _digests.GetValueOrDefault(key);
}
