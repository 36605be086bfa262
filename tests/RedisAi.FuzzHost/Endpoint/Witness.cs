using System.Net.Sockets;
using System.Text;

namespace RedisAi.FuzzHost.Endpoint;

/// <summary>A client beside the mutated ones, who must always be served, and who puts everything back.</summary>
internal sealed class Witness : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly byte[] s_restore = Encoding.Latin1.GetBytes(string.Join(
        "\r\n",
        "AI.MODELSTORE m ONNX CPU BLOB MODEL21",
        "AI.SCRIPTSTORE s CPU ENTRY_POINTS 1 echo SOURCE \"def echo()\\ndef run()\\ndef model()\\ndef get()\\ndef put()\"",
        "AI.TENSORSET t FLOAT 2 VALUES 1 2",
        "AI.TENSORSET u FLOAT 2 VALUES 3 4",
        "AI.CONFIG MODEL_CHUNK_SIZE 535822336",
        "SET k v",
        "HSET h f v",
        "RPUSH l a b c",
        "SADD z a b c",
        ""));

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly NetworkStream _stream;
    private readonly ReplyReader _replies;

    public Witness(UnixDomainSocketEndPoint address)
    {
        _socket.Connect(address);
        _socket.ReceiveTimeout = (int)s_patience.TotalMilliseconds;
        _stream = new NetworkStream(_socket);
        _replies = new ReplyReader(new BufferedStream(_stream));
    }

    /// <summary>Removes all keys.</summary>
    /// <exception cref="FuzzFailureException">It is not answered, or not as it should be.</exception>
    /// <exception cref="IOException">The server has closed the connection.</exception>
    public void Clear() => Send("FLUSHALL\r\n"u8, 1);

    /// <summary>Puts the keys there that sessions begin with.</summary>
    /// <exception cref="FuzzFailureException">It is not answered, or not as it should be.</exception>
    /// <exception cref="IOException">The server has closed the connection.</exception>
    public void Restore() => Send(s_restore, 9);

    /// <summary>The names of all commands.</summary>
    public IReadOnlyList<string> CommandNames()
    {
        _stream.Write("COMMAND LIST\r\n"u8);
        return _replies.ReadTexts();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private void Send(ReadOnlySpan<byte> commands, int count)
    {
        _stream.Write(commands);
        for (int i = 0; i < count; i++)
        {
            if (!_replies.TryRead(out string first))
            {
                throw new IOException("The witness was disconnected.");
            }

            if (first[0] == '-')
            {
                throw new FuzzFailureException($"The witness was answered with {first}");
            }
        }
    }
}
