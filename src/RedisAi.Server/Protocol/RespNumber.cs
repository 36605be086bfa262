using System.Buffers.Text;

namespace RedisAi.Server.Protocol;

/// <summary>Numbers as the protocol has them: no plus sign, no leading zeros, no blanks.</summary>
internal static class RespNumber
{
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        if (!Utf8Parser.TryParse(text, out value, out int consumed) || consumed != text.Length)
        {
            return false;
        }

        byte first = text[0] == '-' ? text[1] : text[0];
        return first != '+' && (first != '0' || text.Length == 1);
    }
}
