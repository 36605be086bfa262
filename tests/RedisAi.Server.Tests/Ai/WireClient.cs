using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RedisAi.Keyspace;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Ai;

/// <summary>A client that speaks RESP2 over a socket.</summary>
internal sealed class WireClient : IDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true, ReceiveTimeout = (int)Eventually.Limit.TotalMilliseconds };
    private readonly BufferedStream _stream;

    public WireClient(int port)
    {
        _client.Connect(IPAddress.Loopback, port);
        _stream = new BufferedStream(_client.GetStream());
    }

    public Reply Ask(string command) => Ask([.. command.Split(' ').Select(static token => (ReadOnlyMemory<byte>)LosslessText.Encode(token))]);

    public Reply Ask(IReadOnlyList<ReadOnlyMemory<byte>> tokens)
    {
        WriteLine($"*{tokens.Count}");
        foreach (ReadOnlyMemory<byte> token in tokens)
        {
            WriteLine($"${token.Length}");
            _stream.Write(token.Span);
            WriteLine("");
        }

        _stream.Flush();
        return Read();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }

    private void WriteLine(string line) => _stream.Write(Encoding.ASCII.GetBytes(line + "\r\n"));

    private Reply Read()
    {
        string line = ReadLine();
        string text = line[1..];
        return (line[0], text) switch
        {
            ('+', _) => Reply.Status(text),
            ('-', _) => Reply.Error(text),
            (':', _) => Reply.Integer(long.Parse(text, CultureInfo.InvariantCulture)),
            ('$' or '*', "-1") => Reply.None,
            ('$', _) => ReadBulk(int.Parse(text, CultureInfo.InvariantCulture)),
            ('*', _) => Reply.Array([.. Enumerable.Range(0, int.Parse(text, CultureInfo.InvariantCulture)).Select(_ => Read())]),
            _ => throw new InvalidDataException($"There is no reply that begins as '{line}'."),
        };
    }

    private Reply ReadBulk(int length)
    {
        byte[] bytes = new byte[length + 2];
        _stream.ReadExactly(bytes);
        return Reply.Bulk(LosslessText.Decode(bytes.AsSpan(0, length)));
    }

    private string ReadLine()
    {
        List<byte> line = [];
        while (line is not [.., (byte)'\r', (byte)'\n'])
        {
            line.Add(_stream.ReadByte() is >= 0 and int next ? (byte)next : throw new EndOfStreamException("The server has closed the connection."));
        }

        return LosslessText.Decode([.. line[..^2]]);
    }
}
