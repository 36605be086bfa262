using RedisAi.Keyspace;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>A key of the shared catalog, under which a model, a script or a plan is.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">The key, or the name of a plan.</param>
internal readonly record struct SharedLineId(DurableItemKind Kind, string Key)
{
    private const string Letters = "msp";

    /// <summary>What scripts, messages between processes and keys in Redis call it: <c>m/churn</c> is the model <c>churn</c>.</summary>
    /// <exception cref="ArgumentException">The key has half of a surrogate pair, which has no bytes.</exception>
    public RedisValue Name => LosslessText.TryEncode($"{Letters[(int)Kind]}/{Key}", out byte[] bytes)
        ? bytes
        : throw new ArgumentException($"The key '{Key}' has half of a surrogate pair, which has no bytes: it cannot be a key in Redis.");

    /// <summary>Reads a name; false for what this version of the library does not know.</summary>
    public static bool TryParse(RedisValue name, out SharedLineId id)
    {
        byte[] bytes = (byte[]?)name ?? [];
        string text = LosslessText.Decode(bytes);
        int kind = text.Length > 2 && text[1] == '/' ? Letters.IndexOf(text[0], StringComparison.Ordinal) : -1;
        id = kind < 0 ? default : new SharedLineId((DurableItemKind)kind, text[2..]);
        return kind >= 0;
    }
}
