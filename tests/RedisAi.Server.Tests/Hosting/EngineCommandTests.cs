namespace RedisAi.Server.Tests.Hosting;

/// <summary>The endpoint in front of an engine.</summary>
public sealed class EngineCommandTests
{
    [Fact]
    public async Task Tensors_and_texts_share_their_names()
    {
        await using EngineHost host = await EngineHost.StartAsync();
        using RespClient client = host.Connect();
        Assert.Equal("+OK", client.Ask("AI.TENSORSET", "t", "FLOAT", "2", "VALUES", "1", "2"));
        Assert.Equal("+OK", client.Ask("SET", "s", "v"));
        Assert.Equal("[$1 $2]", client.Ask("AI.TENSORGET", "t", "VALUES"));
        Assert.Equal("+AI_TENSOR", client.Ask("TYPE", "t"));
        Assert.Equal(":2", client.Ask("DBSIZE"));
        Assert.StartsWith("-WRONGTYPE", client.Ask("GET", "t"), StringComparison.Ordinal);
        Assert.StartsWith("-WRONGTYPE", client.Ask("AI.TENSORSET", "s", "FLOAT", "1"), StringComparison.Ordinal);
        Assert.Contains("db0:keys=2,", client.Ask("INFO", "keyspace"), StringComparison.Ordinal);
        Assert.Equal(":2", client.Ask("DEL", "t", "s"));
    }

    [Fact]
    public async Task Tensors_can_be_watched_and_set_in_a_transaction()
    {
        await using EngineHost host = await EngineHost.StartAsync();
        using RespClient client = host.Connect();
        using RespClient other = host.Connect();
        client.Ask("AI.TENSORSET", "t", "INT8", "1", "VALUES", "1");
        client.Ask("WATCH", "t");
        other.Ask("AI.TENSORSET", "t", "INT8", "1", "VALUES", "2");
        client.Ask("MULTI");
        client.Ask("AI.TENSORSET", "t", "INT8", "1", "VALUES", "3");
        Assert.Equal("*-1", client.Ask("EXEC"));

        client.Ask("MULTI");
        Assert.Equal("+QUEUED", client.Ask("AI.TENSORSET", "t", "INT8", "20000", "BLOB", new string('a', 20_000)));
        client.Ask("AI.TENSORGET", "t", "BLOB");
        client.Ask("AI.MODELEXECUTE", "m", "INPUTS", "1", "t", "OUTPUTS", "1", "u");
        Assert.Equal(
            $"[+OK ${new string('a', 20_000)} -ERR Cannot run RedisAI command within a transaction or a LUA script]", client.Ask("EXEC"));
    }

    [Theory]
    [InlineData("SET k v", "DEL k")]
    [InlineData("AI.TENSORSET k FLOAT 1", "DEL k")]
    [InlineData("AI.TENSORSET k FLOAT 1", "RENAME k l")]
    [InlineData("SET k v", "RENAME k l")]
    [InlineData("AI.TENSORSET k FLOAT 1", "FLUSHALL")]
    [InlineData("RPUSH k 1", "LPOP k")]
    [InlineData("AI.SCRIPTSET k CPU SOURCE def_f(x):\n____return_x\n", "AI.SCRIPTDEL k")]
    public async Task Watched_key_that_comes_and_goes_has_changed(string come, string go)
    {
        await using EngineHost host = await EngineHost.StartAsync(withBackends: true);
        using RespClient client = host.Connect();
        using RespClient other = host.Connect();
        client.Ask("WATCH", "k");
        Assert.NotEqual('-', other.Ask([.. come.Split(' ').Select(static token => token.Replace('_', ' '))])[0]);
        Assert.NotEqual('-', other.Ask(go.Split(' '))[0]);
        client.Ask("MULTI");
        Assert.Equal("*-1", client.Ask("EXEC"));

        // Somebody else's coming and going is nothing to it, and nor is what was before, or an emptying of what is empty.
        client.Ask("WATCH", "k");
        other.Ask("FLUSHALL");
        other.Ask("SET", "other", "1");
        other.Ask("DEL", "other");
        client.Ask("MULTI");
        Assert.Equal("[]", client.Ask("EXEC"));
    }

    [Fact]
    public async Task Large_tensor_goes_and_comes_back()
    {
        await using EngineHost host = await EngineHost.StartAsync();
        using RespClient client = host.Connect();
        byte[] blob = new byte[3 << 20];
        new Random(1).NextBytes(blob);

        client.Send($"*6\r\n$12\r\nAI.TENSORSET\r\n$1\r\nt\r\n$5\r\nUINT8\r\n$7\r\n{blob.Length}\r\n$4\r\nBLOB\r\n${blob.Length}\r\n");
        client.Send(blob);
        client.Send("\r\n");

        Assert.Equal("+OK", client.Reply());
        Assert.Equal(blob, client.Ask("AI.TENSORGET", "t", "BLOB")[1..].Select(static character => (byte)character));
    }

    [Fact]
    public async Task Script_reaches_tensors_and_texts()
    {
        await using EngineHost host = await EngineHost.StartAsync();
        using RespClient client = host.Connect();
        IKeyspace keyspace = host.Keyspace;

        Assert.Equal("OK", keyspace.Execute("AI.TENSORSET", ["t", "INT32", "2", "VALUES", "1", "2"]).Text);
        Assert.Equal("[(integer) 1, (integer) 2]", keyspace.Execute("AI.TENSORGET", ["t", "VALUES"]).ToString());
        Assert.Equal("OK", keyspace.Execute("SET", ["s", "v"]).Text);
        Assert.Equal("$v", client.Ask("GET", "s"));
        Assert.Equal(
            "ERR This Redis command is not allowed from script",
            Assert.Throws<KeyspaceException>(() => keyspace.Execute("AI.MODELEXECUTE", ["m", "INPUTS", "1", "t", "OUTPUTS", "1", "u"])).Message);
    }

    [Fact]
    public async Task Modules_are_told_in_the_order_thatclients_expect()
    {
        await using EngineHost host = await EngineHost.StartAsync();
        using RespClient client = host.Connect();
        string[] parts = client.Ask("INFO", "MODULES")[1..].Split('#');

        Assert.Equal(
            ["", "Modules", "ai_versions", "ai_git", "ai_load_time_configs", "ai_backends_info", "ai_cpu"], parts.Select(static part => part.Split("\r\n")[0].Trim()));
    }
}
