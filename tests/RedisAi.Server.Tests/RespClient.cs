using System.Net;
using System.Net.Sockets;
using System.Text;
using RedisAi.Testing;

namespace RedisAi.Server.Tests;

/// <summary>A client that sends what a test says, byte by byte if it must, and shows replies as text, each line end as a blank.</summary>
internal sealed class RespClient : IDisposable
{
    private readonly Socket? _socket;
    private readonly Stream _stream;

    public RespClient(EndPoint address, int? receiveBytes = null)
    {
        _socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBytes is { } bytes)
        {
            // Before it is connected: then the other side is told.
            _socket.ReceiveBufferSize = bytes;
        }

        _socket.Connect(address);
        _socket.ReceiveTimeout = (int)Eventually.Limit.TotalMilliseconds;
        _stream = new NetworkStream(_socket, ownsSocket: true);
    }

    public RespClient(Stream stream) => _stream = stream;

    public Socket Socket => _socket!;

    public void Dispose() => _stream.Dispose();

    public void Send(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public void Command(params ReadOnlySpan<string> tokens) => Send(Encode(tokens));

    /// <summary>Sends a command, and returns its reply.</summary>
    public string Ask(params ReadOnlySpan<string> tokens)
    {
        Command(tokens);
        return Reply();
    }

    public static byte[] Encode(params ReadOnlySpan<string> tokens)
    {
        StringBuilder text = new($"*{tokens.Length}\r\n");
        foreach (string token in tokens)
        {
            text.Append($"${token.Length}\r\n{token}\r\n");
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>Reads a reply: <c>+OK</c>, <c>$text</c>, <c>[:1 $a]</c>, or <c>(end)</c> when the connection has ended.</summary>
    public string Reply()
    {
        string line = Line();
        if (line.Length == 0)
        {
            return "(end)";
        }

        switch (line[0])
        {
            case '$' when line != "$-1":
                return "$" + Encoding.Latin1.GetString(Bulk(line));
            case '*' when line != "*-1":
                return Items('*', int.Parse(line[1..]));
            case '~':
                return Items('~', int.Parse(line[1..]));
            case '%':
                return Items('%', 2 * int.Parse(line[1..]));
            default:
                return line;
        }
    }

    /// <summary>Reads a reply of bytes.</summary>
    public byte[] ReadBulk()
    {
        string line = Line();
        Assert.StartsWith("$", line, StringComparison.Ordinal);
        return Bulk(line);
    }

    /// <summary>Reads a reply of bytes, and drops them; says how many there were.</summary>
    public int BulkLength()
    {
        string line = Line();
        Assert.StartsWith("$", line, StringComparison.Ordinal);
        int length = int.Parse(line[1..]);
        byte[] piece = new byte[1 << 16];
        for (int left = length + 2; left > 0; left -= Math.Min(left, piece.Length))
        {
            _stream.ReadExactly(piece, 0, Math.Min(left, piece.Length));
        }

        return length;
    }

    /// <summary>Reads so many bytes, and drops them.</summary>
    public void Read(int bytes) => _stream.ReadExactly(new byte[bytes]);

    /// <summary>Reads all that comes until the connection ends.</summary>
    public string ReadToEnd()
    {
        using MemoryStream all = new();
        try
        {
            _stream.CopyTo(all);
        }
        catch (IOException)
        {
            // Reset by the server: what has come counts.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    private byte[] Bulk(string head)
    {
        byte[] bytes = new byte[int.Parse(head[1..])];
        _stream.ReadExactly(bytes);
        Read(2);
        return bytes;
    }

    private string Items(char kind, int count) => $"{(kind == '*' ? "" : kind)}[{string.Join(' ', Enumerable.Range(0, count).Select(_ => Reply()))}]";

    private string Line()
    {
        List<byte> line = [];
        try
        {
            for (int next; (next = _stream.ReadByte()) >= 0;)
            {
                line.Add((byte)next);
                if (next == '\n')
                {
                    return Encoding.Latin1.GetString([.. line]).TrimEnd('\r', '\n');
                }
            }
        }
        catch (IOException)
        {
            // Reset by the server.
        }

        return "";
    }
}
