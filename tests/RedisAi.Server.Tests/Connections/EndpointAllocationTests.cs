namespace RedisAi.Server.Tests.Connections;

/// <summary>What serving a client costs in managed memory; left out where code is not optimized, by the name of this class.</summary>
public sealed class EndpointAllocationTests
{
    [Fact]
    public async Task Quick_client_is_served_without_allocations()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        byte[] ping = RespClient.Encode("PING");
        byte[] reply = new byte[7];
        RoundTrips(2000);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        RoundTrips(2000);

        // The sweeper and the test platform allocate a little meanwhile.
        long perCommand = (GC.GetTotalAllocatedBytes(precise: true) - before) / 2000;
        Assert.True(perCommand < 16, $"{perCommand} bytes for a command");

        void RoundTrips(int count)
        {
            for (int i = 0; i < count; i++)
            {
                client.Socket.Send(ping);
                for (int got = 0; got < reply.Length;)
                {
                    got += client.Socket.Receive(reply);
                }
            }
        }
    }
}
