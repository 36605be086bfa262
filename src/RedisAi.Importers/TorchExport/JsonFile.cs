using System.Text.Json;

namespace RedisAi.Importers.TorchExport;

/// <summary>Reads a JSON text as Python writes it.</summary>
internal static class JsonFile
{
    /// <summary>A graph is some 15 levels deep, and each graph within it as many more.</summary>
    private const int MaxDepth = 128;

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a text.</summary>
    /// <param name="text">The bytes; not to be changed while the document is used.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="InvalidDataException">It is no JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> text, string name)
    {
        try
        {
            return JsonDocument.Parse(HasBareNumbers(text.Span) ? Quoted(text.Span) : text, s_options);
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"'{name}' is no JSON: {damage.Message}", damage);
        }
    }

    private static bool HasBareNumbers(ReadOnlySpan<byte> text) => text.IndexOf("NaN"u8) >= 0 || text.IndexOf("Infinity"u8) >= 0;

    /// <summary>Python may write numbers that JSON does not have; they become texts.</summary>
    private static ReadOnlyMemory<byte> Quoted(ReadOnlySpan<byte> text)
    {
        MemoryStream quoted = new(text.Length + 64);
        bool inText = false;
        for (int at = 0; at < text.Length; at++)
        {
            int number = inText ? 0 : BareNumber(text[at..]);
            if (number > 0)
            {
                quoted.WriteByte((byte)'"');
                quoted.Write(text.Slice(at, number));
                quoted.WriteByte((byte)'"');
                at += number - 1;
                continue;
            }

            quoted.WriteByte(text[at]);
            if (inText && text[at] == (byte)'\\' && at + 1 < text.Length)
            {
                quoted.WriteByte(text[++at]);
            }
            else
            {
                inText ^= text[at] == (byte)'"';
            }
        }

        return quoted.GetBuffer().AsMemory(0, (int)quoted.Length);
    }

    private static int BareNumber(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) ? 3 : text.StartsWith("Infinity"u8) ? 8 : text.StartsWith("-Infinity"u8) ? 9 : 0;
}
