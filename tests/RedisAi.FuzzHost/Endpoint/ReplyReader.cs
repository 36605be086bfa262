using System.Globalization;
using System.Text;

namespace RedisAi.FuzzHost.Endpoint;

/// <summary>Reads replies of RESP2 and RESP3, and holds them to their form.</summary>
/// <param name="stream">Where they come from; read byte by byte.</param>
internal sealed class ReplyReader(Stream stream)
{
    private const int Deepest = 32;

    /// <summary>Reads a reply.</summary>
    /// <param name="first">Its first line.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="FuzzFailureException">It has not the form of a reply, or ends within.</exception>
    public bool TryRead(out string first)
    {
        if (TryLine() is not { } line)
        {
            first = "";
            return false;
        }

        first = line;
        ReadRest(line, 0);
        return true;
    }

    /// <summary>Reads a reply that is an array of texts.</summary>
    /// <exception cref="FuzzFailureException">It is something else.</exception>
    public IReadOnlyList<string> ReadTexts()
    {
        string head = TryLine() ?? throw new FuzzFailureException("There is no reply.");
        string[] texts = new string[head[0] == '*' ? Length(head) : throw Malformed(head)];
        for (int i = 0; i < texts.Length; i++)
        {
            string line = TryLine() ?? throw new FuzzFailureException("The replies end within one.");
            texts[i] = line[0] == '+' ? line[1..] : Encoding.Latin1.GetString(ReadBytes(Length(line)));
        }

        return texts;
    }

    private void ReadRest(string line, int depth)
    {
        string rest = line.Length > 0 ? line[1..] : throw Malformed(line);
        switch (line[0])
        {
            case '+' or '-' or '_' or '(':
                break;
            case ':' when long.TryParse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _):
                break;
            case ',' when rest is "inf" or "-inf" or "nan" || double.TryParse(rest, NumberStyles.Float, CultureInfo.InvariantCulture, out _):
                break;
            case '#' when rest is "t" or "f":
                break;
            case '$' or '*' when rest == "-1":
                break;
            case '$' or '=' or '!':
                ReadBytes(Length(line));
                break;
            case '*' or '~' or '>':
                ReadItems(Length(line), depth);
                break;
            case '%':
                ReadItems(2 * Length(line), depth);
                break;
            default:
                throw Malformed(line);
        }
    }

    private void ReadItems(int count, int depth)
    {
        for (int i = 0; i < count; i++)
        {
            string line = TryLine() ?? throw new FuzzFailureException("The replies end within one.");
            ReadRest(line, depth < Deepest ? depth + 1 : throw new FuzzFailureException($"A reply is more than {Deepest} deep."));
        }
    }

    private byte[] ReadBytes(int count)
    {
        byte[] bytes = new byte[count + 2];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || bytes[^2] != '\r' || bytes[^1] != '\n')
        {
            throw new FuzzFailureException($"A text of {count} bytes is not that long.");
        }

        return bytes[..count];
    }

    private string? TryLine()
    {
        List<byte> line = [];
        for (int next; (next = stream.ReadByte()) >= 0;)
        {
            if (next == '\n')
            {
                return line is [.., (byte)'\r'] ? Encoding.Latin1.GetString([.. line[..^1]]) : throw Malformed(Encoding.Latin1.GetString([.. line]));
            }

            line.Add((byte)next);
        }

        return line.Count == 0 ? null : throw new FuzzFailureException("The replies end within a line.");
    }

    private static int Length(string line) =>
        int.TryParse(line.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int length) ? length : throw Malformed(line);

    private static FuzzFailureException Malformed(string line) => new($"No reply begins as '{line[..Math.Min(line.Length, 100)]}'.");
}
