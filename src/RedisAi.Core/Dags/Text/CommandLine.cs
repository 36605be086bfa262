using System.Text;

namespace RedisAi.Dags.Text;

/// <summary>Splits what one types into <c>redis-cli</c> into tokens, as that does.</summary>
internal static class CommandLine
{
    /// <exception cref="FormatException">A quote is not closed, or something follows it at once.</exception>
    public static ReadOnlyMemory<byte>[] Split(string text) => Split(Encoding.UTF8.GetBytes(text));

    /// <exception cref="FormatException">A quote is not closed, or something follows it at once.</exception>
    public static ReadOnlyMemory<byte>[] Split(ReadOnlySpan<byte> bytes)
    {
        List<ReadOnlyMemory<byte>> tokens = [];
        int at = 0;
        while (at < bytes.Length)
        {
            if (IsBlank(bytes[at]))
            {
                at++;
            }
            else
            {
                tokens.Add(Token(bytes, ref at));
            }
        }

        return [.. tokens];
    }

    private static byte[] Token(ReadOnlySpan<byte> bytes, ref int at)
    {
        List<byte> token = [];
        while (at < bytes.Length && !IsBlank(bytes[at]))
        {
            byte first = bytes[at++];
            if (first is (byte)'"' or (byte)'\'')
            {
                Quoted(bytes, first, ref at, token);
                break;
            }

            token.Add(first);
        }

        return [.. token];
    }

    private static void Quoted(ReadOnlySpan<byte> bytes, byte quote, ref int at, List<byte> token)
    {
        int start = at - 1;
        while (at < bytes.Length && bytes[at] != quote)
        {
            token.Add(bytes[at] == '\\' ? Escaped(bytes, quote, ref at) : bytes[at]);
            at++;
        }

        if (at == bytes.Length)
        {
            throw new FormatException($"The quote at {start} is not closed.");
        }

        at++;
        if (at < bytes.Length && !IsBlank(bytes[at]))
        {
            throw new FormatException($"After the quote that is closed at {at - 1} there must be a blank.");
        }
    }

    /// <summary>The byte that a backslash and what follows stand for; within single quotes only a quote can follow.</summary>
    private static byte Escaped(ReadOnlySpan<byte> bytes, byte quote, ref int at)
    {
        if (at + 1 == bytes.Length || (quote == '\'' && bytes[at + 1] != '\''))
        {
            return bytes[at];
        }

        if (bytes[at + 1] == 'x' && at + 3 < bytes.Length && char.IsAsciiHexDigit((char)bytes[at + 2]) && char.IsAsciiHexDigit((char)bytes[at + 3]))
        {
            at += 3;
            return Convert.FromHexString($"{(char)bytes[at - 1]}{(char)bytes[at]}")[0];
        }

        at++;
        return bytes[at] switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'a' => (byte)'\a',
            byte other => other,
        };
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\v' or (byte)'\f';
}
