using RedisAi.Server.Tests.Hosting;

namespace RedisAi.Server.Tests.Saving;

/// <summary>Where a write is answered when it is on the disk.</summary>
public sealed class EveryWriteTests
{
    [Theory]
    [InlineData("AI.TENSORSET t FLOAT 1 VALUES 2")]
    [InlineData("AI.TENSORSET new FLOAT 1 VALUES 2")]
    [InlineData("DEL t")]
    [InlineData("PEXPIRE t 100000")]
    [InlineData("RENAME t u")]
    [InlineData("SET t text")]
    [InlineData("FLUSHALL")]
    [InlineData("AI.DAGEXECUTE PERSIST 1 u |> AI.TENSORSET u FLOAT 1 VALUES 2")]
    public async Task Command_is_answered_when_its_change_is_on_the_disk_and_keeps_nobody_else_waiting(string command)
    {
        StubStorage storage = new();
        await using EngineHost host = await StartAsync(storage);
        using RespClient client = host.Connect();
        using RespClient other = host.Connect();
        Assert.Equal("+OK", client.Ask("AI.TENSORSET", "t", "FLOAT", "1", "VALUES", "1"));
        Assert.Equal(["t"], storage.Keys);
        storage.Gate.Reset();

        // A second one follows in the same breath: it is answered after the first.
        client.Send([.. RespClient.Encode(command.Split(' ')), .. RespClient.Encode("PING")]);
        Assert.Equal("+OK", other.Ask("SET", "other", "1"));
        Assert.Equal("$1", other.Ask("GET", "other"));
        Assert.Equal(0, client.Socket.Available);
        storage.Gate.Set();

        Assert.DoesNotContain("-", client.Reply(), StringComparison.Ordinal);
        Assert.Equal("+PONG", client.Reply());
    }

    [Fact]
    public async Task Commands_that_change_no_tensor_wait_for_no_disk()
    {
        StubStorage storage = new();
        await using EngineHost host = await StartAsync(storage);
        using RespClient client = host.Connect();
        client.Ask("AI.TENSORSET", "t", "FLOAT", "1", "VALUES", "1");
        storage.Gate.Reset();

        Assert.Equal("+OK", client.Ask("SET", "s", "v"));
        Assert.Equal("[$1]", client.Ask("AI.TENSORGET", "t", "VALUES"));
        Assert.Equal(":0", client.Ask("DEL", "nosuch"));
        storage.Gate.Set();
    }

    [Fact]
    public async Task What_belongs_together_waits_for_the_disk_once()
    {
        StubStorage storage = new();
        await using EngineHost host = await StartAsync(storage);
        using RespClient client = host.Connect();

        client.Ask("MULTI");
        for (int i = 0; i < 20; i++)
        {
            client.Ask("AI.TENSORSET", $"t{i}", "FLOAT", "1", "VALUES", "1");
        }

        client.Ask("EXEC");
        Assert.Equal(20, storage.Keys.Count());
        Assert.Equal(1, storage.Writes);

        Assert.Equal("[+OK +OK]", client.Ask("AI.DAGEXECUTE PERSIST 2 a b |> AI.TENSORSET a FLOAT 1 |> AI.TENSORSET b FLOAT 1".Split(' ')));
        Assert.Equal(22, storage.Keys.Count());
        Assert.Equal(2, storage.Writes);

        client.Ask("FLUSHALL");
        Assert.Empty(storage.Keys);
        Assert.Equal(3, storage.Writes);
    }

    [Theory]
    [InlineData("AI.TENSORSET t FLOAT 1 VALUES 2")]
    [InlineData("DEL t")]
    public async Task Change_that_cannot_be_written_is_not_acknowledged(string command)
    {
        StubStorage storage = new();
        await using EngineHost host = await StartAsync(storage);
        using RespClient client = host.Connect();
        client.Ask("AI.TENSORSET", "t", "FLOAT", "1", "VALUES", "1");
        storage.Failure = new IOException("The disk is full.");

        Assert.Equal("-MISCONF Writing to the storage of a test failed: The disk is full.", client.Ask(command.Split(' ')));
        client.Ask("MULTI");
        client.Ask("AI.TENSORSET", "t", "FLOAT", "1", "VALUES", "1");
        Assert.Equal("-MISCONF Writing to the storage of a test failed: The disk is full.", client.Ask("EXEC"));
        storage.Failure = null;
    }

    [Fact]
    public async Task Script_gets_its_answer_when_the_change_is_on_the_disk()
    {
        StubStorage storage = new();
        await using EngineHost host = await StartAsync(storage);

        host.Keyspace.Execute("AI.TENSORSET", ["t", "FLOAT", "1", "VALUES", "1"]);
        Assert.Equal(["t"], storage.Keys);
        host.Keyspace.Execute("DEL", ["t"]);
        Assert.Empty(storage.Keys);
    }

    private static Task<EngineHost> StartAsync(StubStorage storage) => EngineHost.StartAsync(options =>
    {
        options.Storage = storage;
        options.Durability.Mode = Durability.EveryWrite;
    });
}
