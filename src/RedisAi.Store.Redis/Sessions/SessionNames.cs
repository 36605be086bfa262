using RedisAi.Keyspace;
using RedisAi.Sessions;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>What belongs to a session, and to those who own sessions, as Redis knows it.</summary>
internal sealed class SessionNames(KeyNames names)
{
    private readonly string _statesPrefix = $"{names.Family}-states:";
    private readonly string _absentPrefix = $"{names.Family}-absent:";

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
    public RedisKey StatesOf(string segment) => KeyOf(_statesPrefix, segment);

    /// <summary>
    /// A key that never exists. A script that has it among its keys is not run by a node of a cluster while the slot is on its way to another: there it would find some of the keys that it reads by
    /// their names, and miss those that are gone already, or not there yet.
    /// </summary>
    public RedisKey AbsentOf(string segment) => KeyOf(_absentPrefix, segment);

    /// <summary>The key of a state.</summary>
    public RedisKey Of(string key) => names.Of(key);

    /// <summary>The state of a key; null where it is none of this store's.</summary>
    public string? StateOf(RedisKey key) => names.EngineKeyOf(key);

    private static RedisKey KeyOf(string prefix, string segment) =>
        LosslessText.TryEncode(prefix + KeyNames.TagOf(segment), out byte[] bytes)
            ? bytes
            : throw new ArgumentException($"The session '{segment}' has half of a surrogate pair, which has no bytes.", nameof(segment));
}
