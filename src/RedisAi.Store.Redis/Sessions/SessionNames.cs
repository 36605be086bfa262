using RedisAi.Keyspace;
using RedisAi.Sessions;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>What belongs to a session, and to those who own sessions, as Redis knows it.</summary>
internal sealed class SessionNames(KeyNames names)
{
    private readonly string _statesPrefix = $"{names.Family}-states:";

    /// <summary>What the channels of owners begin with; the id of the owner follows.</summary>
    public string ChannelPrefix { get; } = $"{names.Family}-owner:";

    /// <summary>A session as it is in the keys of its states, before the first slash.</summary>
    /// <param name="session">The session, as its callers name it.</param>
    public static string SegmentOf(string session) => StateKey.Escaped(session);

    /// <summary>The session's part of the key of a state.</summary>
    public static ReadOnlySpan<char> SegmentOfKey(ReadOnlySpan<char> key) => key.IndexOf('/') is >= 0 and var end ? key[..end] : key;

    /// <summary>The key of the lease.</summary>
    public RedisKey LeaseOf(string segment) => names.LeaseOf(segment);

    /// <summary>The key of the set that has the keys of the session's states: a process that takes the session may not know all of its models.</summary>
    public RedisKey StatesOf(string segment) =>
        LosslessText.TryEncode(_statesPrefix + KeyNames.TagOf(segment), out byte[] bytes)
            ? bytes
            : throw new ArgumentException($"The session '{segment}' has half of a surrogate pair, which has no bytes.", nameof(segment));

    /// <summary>The key of a state.</summary>
    public RedisKey Of(string key) => names.Of(key);

    /// <summary>The state of a key; null where it is none of this store's.</summary>
    public string? StateOf(RedisKey key) => names.EngineKeyOf(key);
}
