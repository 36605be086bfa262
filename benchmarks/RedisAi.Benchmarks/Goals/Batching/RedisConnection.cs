using System.Buffers.Text;
using System.Net.Sockets;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>The least of a Redis client: commands are written together, then the replies are read in their order.</summary>
internal sealed class RedisConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] _commands = new byte[1 << 20];
    private readonly byte[] _replies = new byte[1 << 16];
    private int _written;
    private int _read;
    private int _received;

    public RedisConnection(string path) => _socket.Connect(new UnixDomainSocketEndPoint(path));

    public void Get(ReadOnlySpan<byte> key)
    {
        Write("*2\r\n$3\r\nGET\r\n"u8);
        WriteBulk(key);
    }

    public void Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Write("*3\r\n$3\r\nSET\r\n"u8);
        WriteBulk(key);
        WriteBulk(value);
    }

    /// <summary>Sends what was written.</summary>
    public void Send()
    {
        for (int sent = 0; sent < _written;)
        {
            sent += _socket.Send(_commands.AsSpan(sent, _written - sent));
        }

        _written = 0;
    }

    /// <summary>Reads the reply to a SET.</summary>
    public void ReadOk()
    {
        if (ReadLine() is not [(byte)'+', ..])
        {
            throw new InvalidOperationException("Redis did not take the value.");
        }
    }

    /// <summary>Reads the reply to a GET of a value of just that length.</summary>
    public void ReadBulk(Span<byte> value)
    {
        ReadOnlySpan<byte> line = ReadLine();
        if (line is not [(byte)'$', ..] || !Utf8Parser.TryParse(line[1..], out int length, out _) || length != value.Length)
        {
            throw new InvalidOperationException("Redis gave another value.");
        }

        while (value.Length > 0)
        {
            ReadOnlySpan<byte> part = Peek();
            part = part[..Math.Min(part.Length, value.Length)];
            part.CopyTo(value);
            value = value[part.Length..];
            _read += part.Length;
        }

        ReadLine();
    }

    public void Dispose() => _socket.Dispose();

    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_commands.AsSpan(_written));
        _written += bytes.Length;
    }

    private void WriteBulk(ReadOnlySpan<byte> bytes)
    {
        Write("$"u8);
        Utf8Formatter.TryFormat(bytes.Length, _commands.AsSpan(_written), out int digits);
        _written += digits;
        Write("\r\n"u8);
        Write(bytes);
        Write("\r\n"u8);
    }

    /// <summary>Reads up to the end of a line; what it gives is valid until the next read.</summary>
    private ReadOnlySpan<byte> ReadLine()
    {
        int end;
        while ((end = _replies.AsSpan(_read, _received - _read).IndexOf("\r\n"u8)) < 0)
        {
            // What there is of the line goes to the front, so that the rest has room.
            _replies.AsSpan(_read, _received - _read).CopyTo(_replies);
            _received -= _read;
            _read = 0;
            Receive();
        }

        ReadOnlySpan<byte> line = _replies.AsSpan(_read, end);
        _read += end + 2;
        return line;
    }

    private ReadOnlySpan<byte> Peek()
    {
        if (_read == _received)
        {
            _read = _received = 0;
            Receive();
        }

        return _replies.AsSpan(_read, _received - _read);
    }

    private void Receive()
    {
        int received = _socket.Receive(_replies.AsSpan(_received));
        _received += received > 0 ? received : throw new InvalidOperationException("Redis closed the connection.");
    }
}
