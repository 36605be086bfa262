using System.Net.Sockets;

namespace RedisAi.FuzzHost.Endpoint;

/// <summary>What a client that sends some bytes, and then no more, gets until the server has answered all.</summary>
/// <param name="Replies">What has come.</param>
/// <param name="HasEnded">Whether the server has ended it; if not, the client has lost its patience and has gone.</param>
internal sealed record Exchange(byte[] Replies, bool HasEnded)
{
    /// <summary>A model may wait for others to share its run, for as long as a client has said.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    public static async Task<Exchange> RunAsync(UnixDomainSocketEndPoint address, byte[] bytes)
    {
        Task sending;
        Exchange exchange;
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await socket.ConnectAsync(address);
            sending = SendAsync(socket, bytes);
            exchange = await ReceiveAsync(socket);
        }

        await sending;
        return exchange;
    }

    /// <summary>How many replies there are; of one that is not whole, if the client has gone, nothing is said.</summary>
    /// <exception cref="FuzzFailureException">They have not the form of replies.</exception>
    public int CountReplies()
    {
        using MemoryStream stream = new(Replies);
        ReplyReader reader = new(stream);
        int count = 0;
        while (HasEnded && reader.TryRead(out _))
        {
            count++;
        }

        return count;
    }

    private static async Task SendAsync(Socket socket, byte[] bytes)
    {
        try
        {
            for (int sent = 0; sent < bytes.Length;)
            {
                sent += await socket.SendAsync(bytes.AsMemory(sent));
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The server wants no more of it.
        }
    }

    private static async Task<Exchange> ReceiveAsync(Socket socket)
    {
        using CancellationTokenSource patience = new(s_patience);
        using MemoryStream replies = new();
        byte[] buffer = new byte[64 << 10];
        try
        {
            for (int received; (received = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token)) > 0;)
            {
                replies.Write(buffer, 0, received);
            }
        }
        catch (OperationCanceledException)
        {
            return new Exchange(replies.ToArray(), HasEnded: false);
        }
        catch (SocketException)
        {
            // It has not read all that was sent: nothing else is known of what has come.
            return new Exchange([], HasEnded: true);
        }

        return new Exchange(replies.ToArray(), HasEnded: true);
    }
}
