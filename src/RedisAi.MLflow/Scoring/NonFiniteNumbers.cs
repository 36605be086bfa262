using System.Buffers;

namespace RedisAi.MLflow.Scoring;

/// <summary>The words for numbers that are not finite, which JSON does not have and Python writes.</summary>
internal static class NonFiniteNumbers
{
    private static readonly SearchValues<byte> s_marks = SearchValues.Create("\"NI-"u8);

    /// <summary>Puts null in the place of NaN, and the infinities into quotes, which is how they are read.</summary>
    /// <param name="body">Something that is no JSON.</param>
    /// <returns>The text without these words, which may be none either; null when there are none of them.</returns>
    public static byte[]? Rewrite(ReadOnlySpan<byte> body)
    {
        ArrayBufferWriter<byte> rewritten = new(body.Length + 64);
        bool found = false;
        while (!body.IsEmpty)
        {
            int next = body.IndexOfAny(s_marks);
            if (next < 0)
            {
                rewritten.Write(body);
                break;
            }

            rewritten.Write(body[..next]);
            body = body[next..];
            int length = LengthAt(body, out ReadOnlySpan<byte> replacement);
            found |= !replacement.IsEmpty;
            rewritten.Write(replacement.IsEmpty ? body[..length] : replacement);
            body = body[length..];
        }

        return found ? rewritten.WrittenSpan.ToArray() : null;
    }

    /// <summary>How long what begins a text is: a string, one of the words, or a byte.</summary>
    private static int LengthAt(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> replacement)
    {
        replacement = [];
        if (text[0] == '"')
        {
            return LengthOfString(text);
        }

        if (text.StartsWith("NaN"u8))
        {
            replacement = "null"u8;
            return "NaN".Length;
        }

        if (text.StartsWith("Infinity"u8))
        {
            replacement = "\"Infinity\""u8;
            return "Infinity".Length;
        }

        if (text.StartsWith("-Infinity"u8))
        {
            replacement = "\"-Infinity\""u8;
            return "-Infinity".Length;
        }

        return 1;
    }

    /// <summary>From quote to quote; to the end of the text where there is no second one.</summary>
    private static int LengthOfString(ReadOnlySpan<byte> text)
    {
        int at = 1;
        while (at < text.Length)
        {
            int next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return text.Length;
            }

            at += next;
            if (text[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }

        return text.Length;
    }
}
