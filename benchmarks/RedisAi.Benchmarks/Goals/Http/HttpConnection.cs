using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RedisAi.Benchmarks.Goals.Http;

/// <summary>A client that sends the same request over and over on one connection, and does as little else as possible.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _answer = new byte[1 << 16];
    private readonly int _answerBytes;

    /// <param name="port">Where the server listens, on this machine.</param>
    /// <param name="path">What is asked.</param>
    /// <param name="headers">Further headers, a line each.</param>
    /// <param name="body">The body.</param>
    public HttpConnection(int port, string path, string headers, byte[] body)
    {
        _socket.Connect(IPAddress.Loopback, port);
        string head = string.Create(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {body.Length}\r\n\r\n");
        _request = [.. Encoding.ASCII.GetBytes(head), .. body];
        _answerBytes = AskOnce();
    }

    /// <summary>The bytes of the body of an answer.</summary>
    public int BodyBytes { get; private set; }

    /// <summary>Asks so often, one after the other.</summary>
    public void Ask(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _socket.Send(_request);
            for (int received = 0; received < _answerBytes;)
            {
                received += Receive(0);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Asks, and finds out how long an answer is; all are of one length, but for dates, which are, too.</summary>
    private int AskOnce()
    {
        _socket.Send(_request);
        int received = 0;
        while (true)
        {
            received += Receive(received);
            string text = Encoding.Latin1.GetString(_answer, 0, received);
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
            {
                continue;
            }

            const string Length = "content-length: ";
            int at = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
            if (at < 0 || !text.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"The server has answered: {text}");
            }

            at += Length.Length;
            BodyBytes = int.Parse(text.AsSpan(at, text.IndexOf('\r', at) - at), CultureInfo.InvariantCulture);
            if (received == end + 4 + BodyBytes)
            {
                return received;
            }
        }
    }

    private int Receive(int offset)
    {
        int received = _socket.Receive(_answer.AsSpan(offset));
        return received > 0 ? received : throw new InvalidOperationException("The server has closed the connection.");
    }
}
