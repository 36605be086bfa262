using System.Net.Sockets;

namespace RedisAi.Server.Tests.Connections;

public sealed class ListenerTests
{
    [Fact]
    public async Task Port_at_which_a_server_listens_is_taken()
    {
        await using TestServer first = new();

        SocketException error = Assert.Throws<SocketException>(() => new TestServer(options => options.Port = first.Port));

        Assert.Equal(SocketError.AddressAlreadyInUse, error.SocketErrorCode);
    }

    [Fact]
    public async Task Server_that_starts_again_finds_its_port_though_connections_of_the_last_one_linger()
    {
        int port;
        await using (TestServer first = new())
        {
            port = first.Port;
            using RespClient client = first.Connect();
            Assert.Equal("+PONG", client.Ask("PING"));

            // The server's end is closed first, so it is the one that lingers.
            await first.StopAsync(TestContext.Current.CancellationToken);
            Assert.Equal("", client.ReadToEnd());
        }

        await using TestServer second = new(options => options.Port = port);
        using RespClient again = second.Connect();

        Assert.Equal("+PONG", again.Ask("PING"));
    }
}
