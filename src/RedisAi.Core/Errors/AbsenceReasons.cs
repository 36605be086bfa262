using System.Collections.Concurrent;

namespace RedisAi.Errors;

/// <summary>Why there is nothing under a key that a host was to fill, for the errors of those who ask for it. Used by several threads at once.</summary>
internal sealed class AbsenceReasons
{
    // The error is null while the host has not come to it.
    private readonly ConcurrentDictionary<(string Kind, string Key), (Exception? Error, bool IsStored)> _expected = new();

    /// <summary>Notes that a host is to fill a key.</summary>
    public void Expect(string kind, string key) => _expected[(kind, key)] = (null, IsStored: false);

    /// <summary>Notes that a key is to be filled from a storage.</summary>
    public void ExpectStored(string kind, string key) => _expected[(kind, key)] = (null, IsStored: true);

    /// <summary>Notes that it could not.</summary>
    public void NoteFailure(string kind, string key, Exception error) =>
        _expected.AddOrUpdate((kind, key), _ => (error, IsStored: false), (_, present) => (error, present.IsStored));

    /// <summary>Notes that it was filled, by whomever: what is missing later was removed.</summary>
    public void Forget(string kind, string key) => _expected.TryRemove((kind, key), out _);

    /// <summary>Whether a host is to fill a key, and has not come to it.</summary>
    public bool IsPending(string kind, string key) => _expected.TryGetValue((kind, key), out (Exception? Error, bool IsStored) expected) && expected.Error is null;

    /// <summary>Why there is nothing under a key.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="key">The key.</param>
    /// <returns>The end of a sentence, from its colon to before its full stop, and the cause; an empty text where nobody was to fill the key.</returns>
    public (string Why, Exception? Cause) Of(string kind, string key)
    {
        if (!_expected.TryGetValue((kind, key), out (Exception? Error, bool IsStored) expected))
        {
            return ("", null);
        }

        Exception? error = expected.Error;
        if (expected.IsStored)
        {
            return error is null
                ? (": it is in the storage, and comes back when the host starts; without a host, await RestoreAsync of the engine", null)
                : ($": it is in the storage, and could not be brought back: {error.Message.TrimEnd('.')}", error);
        }

        string done = kind == "plan" ? "compiled" : "loaded";
        return error is null
            ? ($": it is {done} when the host starts, and was not yet: use it later, in ExecuteAsync or a handler; without a host, await LoadRedisAiAsync of the service provider", null)
            : ($": it was to be {done} when the host started, and could not be: {error.Message.TrimEnd('.')}", error);
    }
}
