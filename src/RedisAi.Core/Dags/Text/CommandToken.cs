using System.Text;
using RedisAi.Keyspace;

namespace RedisAi.Dags.Text;

/// <summary>What a token says, without making a string of it where none is needed.</summary>
internal static class CommandToken
{
    /// <summary>Whether a token is a word, in capitals or not.</summary>
    public static bool Is(ReadOnlySpan<byte> token, string word) => Ascii.EqualsIgnoreCase(token, word);

    public static bool Is<TTokens>(this TTokens tokens, int place, string word)
        where TTokens : ICommandTokens => place < tokens.Count && Is(tokens.Bytes(place), word);

    public static string Text<TTokens>(this TTokens tokens, int place)
        where TTokens : ICommandTokens => LosslessText.Decode(tokens.Bytes(place));

    public static bool TryInteger<TTokens>(this TTokens tokens, int place, out long value)
        where TTokens : ICommandTokens => KeyspaceNumber.TryInteger(tokens.Bytes(place), out value);
}
