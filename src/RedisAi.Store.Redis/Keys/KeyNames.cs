using RedisAi.Keyspace;
using RedisAi.Sessions;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>What the keys of an engine are called in Redis, and back.</summary>
/// <remarks>
/// The first segment of a key, which in the key of a state is the session, becomes the hash tag, so that all states of a session and its lease are in one slot of a
/// cluster: <c>s7/chat/h</c> is <c>ai:{s7}/chat/h</c>. A session may choose the slot itself: <c>{p3}:42</c> has a hash tag, and stays as it is. A key without a slash has none.
/// </remarks>
internal sealed class KeyNames
{
    private const char Separator = '/';

    private readonly byte[] _prefix;
    private readonly string _leasePrefix;

    /// <param name="prefix">What all keys begin with.</param>
    public KeyNames(string prefix)
    {
        Prefix = prefix;
        _prefix = LosslessText.Encode(prefix);
        Family = prefix.EndsWith(':') ? prefix[..^1] : prefix;
        _leasePrefix = $"{Family}-lease:";
    }

    /// <summary>What the keys of tensors begin with, as in <c>ai:</c>.</summary>
    public string Prefix { get; }

    /// <summary>What the names of all else begin with, as in <c>ai</c> of <c>ai-lease:</c>.</summary>
    public string Family { get; }

    /// <summary>The key in Redis.</summary>
    /// <param name="engineKey">The key in the engine.</param>
    /// <exception cref="ArgumentException">The key has half of a surrogate pair, which has no bytes.</exception>
    public RedisKey Of(string engineKey) => Encode(Prefix, Tagged(engineKey), engineKey);

    /// <summary>The key in the engine; null when the key in Redis is not one of these.</summary>
    /// <param name="key">The key in Redis.</param>
    public string? EngineKeyOf(RedisKey key)
    {
        byte[]? bytes = key;
        if (bytes is null || bytes.Length <= _prefix.Length || !bytes.AsSpan().StartsWith(_prefix))
        {
            return null;
        }

        string rest = LosslessText.Decode(bytes.AsSpan(_prefix.Length));
        int slash = rest.IndexOf(Separator);
        string engineKey = slash >= 0 && IsWrapped(rest.AsSpan(0, slash)) ? $"{rest.AsSpan(1, slash - 2)}{rest.AsSpan(slash)}" : rest;

        // What another program has put beside, and no key of an engine would be called.
        return engineKey.Length > 0 && Tagged(engineKey) == rest ? engineKey : null;
    }

    /// <summary>The key of a session's lease, in the slot of its states.</summary>
    /// <param name="segment">The session as its keys have it, before the first slash.</param>
    public RedisKey LeaseOf(string segment) => Encode(_leasePrefix, Tag(segment), segment);

    /// <summary>A session with its hash tag.</summary>
    /// <param name="segment">The session as its keys have it, before the first slash.</param>
    public static string TagOf(string segment) => Tag(segment);

    /// <summary>A session as its keys have it, before the first slash: slashes within are escaped.</summary>
    /// <param name="session">The session, as its callers name it.</param>
    public static string SegmentOf(string session) => StateKey.Of(session, "", "")[..^2];

    /// <summary>Whether all keys of a session are in one slot; not if it begins with a closing brace, which makes an empty tag.</summary>
    public static bool HasOneSlot(string session) => session.Length > 0 && session[0] != '}';

    /// <summary>The session of which a key may be a state, as its callers name it; null when the key has another form than <c>session/model/input</c>.</summary>
    public static string? SessionOf(ReadOnlySpan<char> engineKey)
    {
        if (engineKey.Count(Separator) != 2)
        {
            return null;
        }

        ReadOnlySpan<char> segment = engineKey[..engineKey.IndexOf(Separator)];
        return segment.Contains('%')
            ? segment.ToString().Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal)
            : segment.ToString();
    }

    /// <summary>The engine's key as it is behind the prefix.</summary>
    private static string Tagged(string engineKey)
    {
        int slash = engineKey.IndexOf(Separator);
        return slash < 0 ? engineKey : $"{Tag(engineKey[..slash])}{engineKey.AsSpan(slash)}";
    }

    private static string Tag(string segment) => HasTag(segment) && !IsWrapped(segment) ? segment : $"{{{segment}}}";

    /// <summary>Whether Redis sees a hash tag: something between the first opening brace and the next closing one.</summary>
    private static bool HasTag(ReadOnlySpan<char> segment)
    {
        int open = segment.IndexOf('{');
        return open >= 0 && segment[(open + 1)..].IndexOf('}') > 0;
    }

    private static bool IsWrapped(ReadOnlySpan<char> segment) => segment.Length >= 2 && segment[0] == '{' && segment[^1] == '}';

    private static RedisKey Encode(string prefix, string name, string engineKey) =>
        LosslessText.TryEncode(prefix + name, out byte[] bytes)
            ? bytes
            : throw new ArgumentException($"The key '{engineKey}' has half of a surrogate pair, which has no bytes: it cannot be a key in Redis.", nameof(engineKey));
}
