using System.Net.Sockets;
using RedisAi.FuzzHost;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Fuzzing;

/// <summary>Sends damaged commands to an endpoint.</summary>
public sealed class EndpointFuzzTests(ITestOutputHelper output)
{
    private const int Seed = 20260102;
    private const int Count = 1500;

    private static readonly byte[][] s_corpus =
    [
        [.. RespClient.Encode("SET", "k", "v"), .. RespClient.Encode("GET", "k")],
        [.. RespClient.Encode("SET", "k", new string('b', 20_000)), .. RespClient.Encode("MGET", "k", "k")],
        [.. RespClient.Encode("WATCH", "k"), .. RespClient.Encode("MULTI"), .. RespClient.Encode("INCR", "k"), .. RespClient.Encode("EXEC")],
        [.. RespClient.Encode("HELLO", "3", "SETNAME", "a"), .. RespClient.Encode("TYPES"), .. RespClient.Encode("CLIENT", "REPLY", "SKIP"), .. RespClient.Encode("FAIL")],
        [.. RespClient.Encode("CLIENT", "LIST"), .. RespClient.Encode("INFO"), .. RespClient.Encode("COMMAND", "INFO", "get"), .. RespClient.Encode("CONFIG", "GET", "*")],
        "PING\r\nECHO \"x\"\r\nRESET\r\n"u8.ToArray(),
    ];

    [Fact]
    public async Task Endpoint_serves_others_whatever_it_is_sent()
    {
        await using TestServer server = new(static options => options.MaxBulkBytes = 1 << 20);
        using RespClient witness = server.Connect();
        Mutator mutator = new(Seed, s_corpus);
        for (int index = 0; index < Count; index++)
        {
            using (RespClient client = server.Connect())
            {
                client.Send(mutator.Damage(index));
                if (index % 3 == 0)
                {
                    Finish(client);
                }
            }

            Assert.Equal($"${index}", witness.Ask("ECHO", $"{index}"));
        }

        await Eventually.HoldsAsync(() => server.Endpoint.ClientCount == 1, "all but the witness are gone");
        output.WriteLine($"Seed {Seed}: {Count} inputs");
        Assert.DoesNotContain(server.Log.Lines, static line => line.StartsWith("RedisAi[409]", StringComparison.Ordinal));
    }

    private static void Finish(RespClient client)
    {
        try
        {
            client.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The endpoint was quicker.
        }

        client.ReadToEnd();
    }
}
