using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Importing;

/// <summary>A server that answers each command with the bytes that a test says, one client at a time.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    /// <param name="answer">The reply to a command; null to close the connection.</param>
    public FakeServer(Func<string, string?> answer)
    {
        _listener.Start();
        Ended = Task.Run(() => ServeAsync(answer));
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"redis://127.0.0.1:{Port}";

    public Task Ended { get; }

    /// <summary>What an early or a hostile server is asked before it is asked for what a test is about: one key of a type.</summary>
    public static string? AnswerFor(string command, string type) => command.Split(' ')[0] switch
    {
        "PING" => "+PONG\r\n",
        "DBSIZE" => ":1\r\n",
        "SCAN" => "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n",
        "TYPE" => $"+{type}\r\n",
        "PTTL" => ":-1\r\n",
        _ => null,
    };

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        Eventually.EndsAsync(Ended).ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<string, string?> answer)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await using NetworkStream stream = client.GetStream();
                while (await ReadAsync(stream) is { } command && answer(command) is { } reply)
                {
                    await stream.WriteAsync(Encoding.Latin1.GetBytes(reply), _stop.Token);
                }
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private async Task<string?> ReadAsync(NetworkStream stream)
    {
        if (await LineAsync(stream) is not { } first)
        {
            return null;
        }

        List<string> tokens = [];
        for (int left = int.Parse(first[1..], CultureInfo.InvariantCulture); left > 0; left--)
        {
            byte[] token = new byte[int.Parse((await LineAsync(stream))![1..], CultureInfo.InvariantCulture) + 2];
            await stream.ReadExactlyAsync(token, _stop.Token);
            tokens.Add(Encoding.Latin1.GetString(token.AsSpan(0, token.Length - 2)));
        }

        return string.Join(' ', tokens);
    }

    private async Task<string?> LineAsync(NetworkStream stream)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
