using System.Globalization;
using System.Text;

namespace RedisAi.Tests.Keyspace;

/// <summary>A connection to a Redis server, which tells replies as <see cref="RespReply"/> does.</summary>
internal sealed class RespConnection(Stream stream) : IDisposable
{
    private readonly BufferedStream _stream = new(stream);

    /// <summary>Sends a command and reads its reply.</summary>
    public RespReply Execute(params IReadOnlyList<byte[]> words)
    {
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
