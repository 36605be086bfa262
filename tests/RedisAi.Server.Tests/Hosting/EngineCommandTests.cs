using Microsoft.Extensions.DependencyInjection;
using RedisAi.Testing;

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
        Send(other, come, go);
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
    public async Task Keys_that_expire_are_counted_whatever_they_are()
    {
        await using EngineHost host = await EngineHost.StartAsync(withBackends: true);
        using RespClient client = host.Connect();
        Send(client, "SET s v", "SET late v EX 1000", "RPUSH l 1", "AI.TENSORSET t FLOAT 1", "AI.TENSORSET u FLOAT 1", "AI.SCRIPTSET c CPU SOURCE def_f(x):\n____return_x\n");
        Assert.Contains("db0:keys=6,expires=1,", Keyspace(), StringComparison.Ordinal);

        Send(client, "EXPIRE l 1000", "EXPIRE t 1000", "EXPIRE t 2000", "EXPIRE c 1000");
        Assert.Contains("db0:keys=6,expires=4,", Keyspace(), StringComparison.Ordinal);

        Send(client, "PERSIST late", "AI.TENSORSET t FLOAT 1", "LPOP l", "EXPIRE u 0", "SET s v EX 1000", "SET s v PX 1000000");
        Assert.Contains("db0:keys=4,expires=2,", Keyspace(), StringComparison.Ordinal);

        Send(client, "DEL c", "EXPIRE t 1000", "DEL t", "RENAME s r");
        Assert.Contains("db0:keys=2,expires=1,", Keyspace(), StringComparison.Ordinal);

        Send(client, "AI.TENSORSET t FLOAT 1", "EXPIRE t 1000", "FLUSHALL", "SET s v");
        Assert.Contains("db0:keys=1,expires=0,", Keyspace(), StringComparison.Ordinal);

        string Keyspace() => client.Ask("INFO", "keyspace");
    }

    [Fact]
    public async Task Keys_that_have_expired_are_not_counted()
    {
        ManualTimeProvider time = new();
        await using EngineHost host = await EngineHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        using RespClient client = host.Connect();
        Send(client, "SET s v EX 10", "AI.TENSORSET t FLOAT 1", "EXPIRE t 10", "SET other v EX 100");

        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Contains("db0:keys=1,expires=1,", client.Ask("INFO", "keyspace"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, TensorEviction.Reject, "0", "noeviction")]
    [InlineData(1_000_000L, TensorEviction.LeastRecentlyUsed, "1000000", "allkeys-lru")]
    [InlineData(1_000_000L, TensorEviction.Reject, "1000000", "noeviction")]
    public async Task Limit_of_tensors_is_told_as_Redis_tells_that_of_its_memory(long? maxBytes, TensorEviction eviction, string told, string policy)
    {
        await using EngineHost host = await EngineHost.StartAsync(options => (options.Tensors.MaxBytes, options.Tensors.Eviction) = (maxBytes, eviction));
        using RespClient client = host.Connect();

        Assert.Contains($"\r\nmaxmemory:{told}\r\nmaxmemory_policy:{policy}\r\n", client.Ask("INFO", "memory"), StringComparison.Ordinal);
        Assert.Equal($"[$maxmemory ${told} $maxmemory-policy ${policy}]", client.Ask("CONFIG", "GET", "maxmemory*"));
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

    /// <summary>Sends commands that succeed; an underscore stands for a blank within a token.</summary>
    private static void Send(RespClient client, params string[] commands)
    {
        foreach (string command in commands)
        {
            Assert.NotEqual('-', client.Ask([.. command.Split(' ').Select(static token => token.Replace('_', ' '))])[0]);
        }
    }
}
