using RedisAi.Simulation.Measuring;
using StackExchange.Redis;

namespace RedisAi.Simulation.Tests;

/// <summary>What is measured are the store's scripts, and they do their work: one that refuses takes less time.</summary>
public sealed class StoreScriptsTests
{
    [Fact]
    public void Scripts_of_the_store_do_what_is_measured_of_them()
    {
        using TestServer server = Start();
        using ConnectionMultiplexer connection = server.Connect();
        IDatabase database = connection.GetDatabase();
        StoreScripts scripts = new(connection);
        byte[] state = new byte[64];

        Ask(StoreScripts.Hold(1));
        Assert.Equal(1, (int)Ask(scripts.Write(1, state, isFirst: true)));
        Assert.Equal(1, (int)Ask(scripts.Write(1, state)));
        RedisResult taken = Ask(scripts.Take(Keys.Owner, 1));
        Assert.Equal("1", (string?)taken[0]);
        Assert.Equal(Keys.State(1), (string?)taken[2]);
        Ask(StoreScripts.Hold(1));
        Assert.Equal([1], ((int[]?)Ask(scripts.Renew(1, 1)))!);
        Assert.Equal(0, (int)Ask(scripts.Take(Keys.Stranger, 1))[0]);
        Assert.Equal([2], ((int[]?)Ask(scripts.Renew(1, 1)))!);

        string id = (string?)database.Execute("XADD", "in", "*", "session", "user:1", "x", state) ?? "";
        database.Execute("XGROUP", "CREATE", "in", "workers", "0");
        Assert.Equal(id, (string?)Ask(scripts.Read(64, "0-0"))[1][0][0]);
        Assert.Equal("ok", (string?)Ask(scripts.Finish(1, id, state))[0]);
        Assert.Equal((1, 0), ((int)database.Execute("XLEN", "out"), (int)database.Execute("XPENDING", "in", "workers")[0]));

        Assert.Equal(1, (int)Ask(scripts.Release(1)));
        Assert.Equal("", (string?)database.Execute("HGET", Keys.Lease(1), "owner"));

        RedisResult Ask(Request request) => database.Execute(request.Command, request.Arguments);
    }

    private static TestServer Start()
    {
        try
        {
            return TestServer.Start();
        }
        catch (InvalidOperationException error) when (error.Message.Contains("not installed", StringComparison.Ordinal))
        {
            Assert.Skip(error.Message);
            throw;
        }
    }
}
