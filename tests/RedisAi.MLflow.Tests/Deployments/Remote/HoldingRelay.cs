using System.Net;
using System.Net.Sockets;
using System.Text;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Deployments.Remote;

/// <summary>Stands between one client and a server, and holds the first transaction back until something else was done.</summary>
internal sealed class HoldingRelay : IAsyncDisposable
{
    private static readonly byte[] s_end = Encoding.ASCII.GetBytes("$4\r\nEXEC\r\n");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _relaying;

    /// <param name="port">The server's.</param>
    /// <param name="meanwhile">What is done when all of the transaction but its last bytes has come to the server, or could have.</param>
    public HoldingRelay(int port, Func<Task> meanwhile)
    {
        _listener.Start();
        _relaying = RelayAsync(port, meanwhile);
    }

    public string Url => $"redisai://{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await Eventually.EndsAsync(_relaying);
    }

    private async Task RelayAsync(int port, Func<Task> meanwhile)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync();
        using TcpClient server = new("127.0.0.1", port);
        Task back = server.GetStream().CopyToAsync(client.GetStream());
        byte[] buffer = new byte[64 << 10];
        byte[] end = [];
        bool isHeld = false;
        for (int length; (length = await client.GetStream().ReadAsync(buffer)) > 0;)
        {
            end = [.. end.Concat(buffer.Take(length)).TakeLast(s_end.Length)];
            if (!isHeld && end.SequenceEqual(s_end))
            {
                isHeld = true;
                await meanwhile();
            }

            await server.GetStream().WriteAsync(buffer.AsMemory(0, length));
        }

        server.Close();
        await back.ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
