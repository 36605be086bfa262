using System.Net;
using System.Net.Sockets;
using System.Text;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Importing;

/// <summary>What clients are connected to a server by: it counts their commands of one name, and breaks, or stands still, before one too many goes to the server.</summary>
internal sealed class BreakingWire : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;
    private readonly int _port;
    private readonly string _name;
    private readonly int _most;
    private readonly bool _breaks;
    private int _count;

    /// <param name="port">The server's port.</param>
    /// <param name="name">The name of the commands, in capitals.</param>
    /// <param name="most">How many of them are let through.</param>
    /// <param name="breaks">Whether connections end then; otherwise nothing goes on.</param>
    public BreakingWire(int port, string name, int most = int.MaxValue, bool breaks = true)
    {
        (_port, _name, _most, _breaks) = (port, name, most, breaks);
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public string Url => $"redis://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>How many commands of the name clients have sent.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Completes when there was one too many.</summary>
    public Task Reached => _reached.Task;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        Eventually.EndsAsync(_serving).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using TcpClient near = client;
        using TcpClient far = new();
        await far.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
        Task forth = PumpAsync(near.GetStream(), far.GetStream(), counts: true);
        Task back = PumpAsync(far.GetStream(), near.GetStream(), counts: false);
        await Task.WhenAny(forth, back);
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool counts)
    {
        byte[] buffer = new byte[64 << 10];
        string before = "";
        try
        {
            for (int bytes; (bytes = await from.ReadAsync(buffer, _stop.Token)) > 0;)
            {
                if (counts && !MayPass(buffer.AsSpan(0, bytes), ref before))
                {
                    _reached.TrySetResult();
                    await Task.Delay(_breaks ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
                    return;
                }

                await to.WriteAsync(buffer.AsMemory(0, bytes), _stop.Token);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two has gone, or the test is over.
        }
    }

    /// <summary>Counts names, also such as are cut.</summary>
    private bool MayPass(ReadOnlySpan<byte> bytes, ref string before)
    {
        string text = before + Encoding.Latin1.GetString(bytes);
        before = text[^Math.Min(text.Length, _name.Length - 1)..];
        return Interlocked.Add(ref _count, (text.Length - text.Replace(_name, "", StringComparison.Ordinal).Length) / _name.Length) <= _most;
    }
}
