using System.Globalization;
using System.Text;

namespace RedisAi.Testing.Redis;

/// <summary>A connection to a Redis server, which tells replies as <see cref="RespReply"/> does. One thread at a time.</summary>
/// <param name="stream">What the server is at the other end of; it belongs to the connection from then on.</param>
public sealed class RespConnection(Stream stream) : IDisposable
{
    private readonly BufferedStream _stream = new(stream);

    /// <summary>Sends a command and reads its reply; an error of the server is one, too.</summary>
    /// <param name="words">The name of the command and its arguments.</param>
    /// <exception cref="IOException">The server is gone.</exception>
    public RespReply Execute(params IReadOnlyList<byte[]> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        Write(Encoding.ASCII.GetBytes($"*{words.Count}\r\n"));
        foreach (byte[] word in words)
        {
            Write(Encoding.ASCII.GetBytes($"${word.Length}\r\n"));
            Write(word);
            Write("\r\n"u8);
        }

        _stream.Flush();
        return Read();
    }

    /// <summary>Sends a command of text and reads its reply; an error of the server is one, too.</summary>
    /// <param name="words">The name of the command and its arguments.</param>
    /// <exception cref="IOException">The server is gone.</exception>
    public RespReply Execute(params IReadOnlyList<string> words) => Execute((byte[][])[.. words.Select(Encoding.UTF8.GetBytes)]);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    private RespReply Read()
    {
        string line = ReadLine();
        (char kind, string rest) = (line[0], line[1..]);
        switch (kind)
        {
            case '$':
                return rest == "-1" ? new RespReply('_', "") : new RespReply('$', Encoding.Latin1.GetString(ReadBytes(Length(rest))));
            case '*' or '~' or '%':
                if (rest == "-1")
                {
                    return new RespReply('0', "");
                }

                RespReply[] items = new RespReply[kind == '%' ? 2 * Length(rest) : Length(rest)];
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = Read();
                }

                return new RespReply(kind, "", items);
            default:
                return new RespReply(kind, rest);
        }
    }

    private static int Length(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private byte[] ReadBytes(int count)
    {
        byte[] bytes = new byte[count + 2];
        _stream.ReadExactly(bytes);
        return bytes[..count];
    }

    private string ReadLine()
    {
        List<byte> line = [];
        while (line is not [.., (byte)'\r', (byte)'\n'])
        {
            int next = _stream.ReadByte();
            line.Add(next >= 0 ? (byte)next : throw new EndOfStreamException("The server has closed the connection."));
        }

        return Encoding.Latin1.GetString([.. line[..^2]]);
    }
}
