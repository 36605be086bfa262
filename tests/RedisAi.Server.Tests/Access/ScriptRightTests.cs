using RedisAi.Server.Tests.Hosting;

namespace RedisAi.Server.Tests.Access;

/// <summary>What users may do by the commands of an engine, and by the scripts that they run.</summary>
public sealed class ScriptRightTests
{
    private const string Script =
        """
        def set(a):
            redis.execute("SET", "k", "written")
            return a

        def put(a):
            redisAI.tensor_set("t", a)
            return a

        def tensor(a):
            redis.execute("AI.TENSORSET", "t", "FLOAT", "1")
            return a

        def remove(a):
            redis.execute("AI.MODELDEL", "m")
            return a

        def unknown(a):
            redis.execute("NOSUCH", "k")
            return a

        def short(a):
            redis.execute("GET")
            return a

        def get(a):
            assert str(redis.execute("GET", "k")) == "before"
            assert str(redis.execute("TYPE", "x")) == "AI_TENSOR"
            return a
        """;

    private static readonly string[] s_storing = ["ai.modelset", "ai.modelstore", "ai.scriptset", "ai.scriptstore"];

    private static readonly string[] s_writing =
    [
        "ai.dagexecute", "ai.dagrun", "ai.modeldel", "ai.modelexecute", "ai.modelrun", "ai.modelset", "ai.modelstore", "ai.scriptdel", "ai.scriptexecute", "ai.scriptrun", "ai.scriptset",
        "ai.scriptstore", "ai.tensorset",
    ];

    [Theory]
    [InlineData("set", "set")]
    [InlineData("put", "ai.tensorset")]
    [InlineData("tensor", "AI.TENSORSET")]
    [InlineData("remove", "AI.MODELDEL")]
    [InlineData("unknown", "NOSUCH")]
    public async Task Script_in_a_graph_that_only_reads_writes_nothing_for_a_user_who_may_not(string function, string command)
    {
        await using EngineHost host = await StartAsync();
        using RespClient reader = Connect(host, "reader");

        string reply = Run(reader, function);

        Assert.Contains($"NOPERM User reader has no permissions to run the '{command}' command from a script, since it may write keys: that needs MayWrite", reply, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith(" +NA]", reply, StringComparison.Ordinal);
        Assert.Equal("$before", reader.Ask("GET", "k"));
        Assert.False(host.Engine.Tensors.Contains("t"));
        Assert.True(host.Engine.Models.TryGet("m", out _));
    }

    [Fact]
    public async Task Script_in_a_graph_that_only_reads_may_read_for_a_user_who_may_not_write()
    {
        await using EngineHost host = await StartAsync();
        using RespClient reader = Connect(host, "reader");

        Assert.Equal("[+OK [$1 $2]]", Run(reader, "get"));
    }

    [Fact]
    public async Task Script_writes_for_a_user_who_may_also_after_one_who_may_not()
    {
        await using EngineHost host = await StartAsync();
        using RespClient reader = Connect(host, "reader");
        using RespClient writer = Connect(host, "writer");
        Run(reader, "set");
        Run(reader, "put");

        Assert.Equal("[+OK [$1 $2]]", Run(writer, "set"));
        Assert.Equal("[+OK [$1 $2]]", Run(writer, "put"));

        Assert.Equal("$written", reader.Ask("GET", "k"));
        Assert.Equal("[$1 $2]", reader.Ask("AI.TENSORGET", "t", "VALUES"));
        Assert.Equal("+OK", writer.Ask("AI.SCRIPTRUN", "s", "tensor", "INPUTS", "x", "OUTPUTS", "y"));
        Assert.Equal("[$0]", reader.Ask("AI.TENSORGET", "t", "VALUES"));
    }

    [Fact]
    public async Task Script_is_told_of_a_command_that_there_is_none_of_as_RedisAI_tells_it_and_why()
    {
        await using EngineHost host = await StartAsync();
        using RespClient writer = Connect(host, "writer");

        Assert.Contains("Redis command returned an error: Invalid argument: ERR unknown command 'NOSUCH'", Run(writer, "unknown"), StringComparison.Ordinal);
        Assert.Contains("Redis command returned an error: Invalid argument: ERR wrong number of arguments for 'get' command", Run(writer, "short"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_write_is_refused_to_a_user_who_may_only_read()
    {
        await using EngineHost host = await StartAsync();

        Assert.Equal(s_writing, Refused(host, "reader"));
        using RespClient reader = Connect(host, "reader");
        Assert.StartsWith("-NOPERM", reader.Ask("AI.SCRIPTEXECUTE", "s", "get", "INPUTS", "1", "x", "OUTPUTS", "1", "y"), StringComparison.Ordinal);
        Assert.StartsWith("-NOPERM", reader.Ask("DEL", "k"), StringComparison.Ordinal);
        Assert.StartsWith("-NOPERM", reader.Ask("FLUSHALL"), StringComparison.Ordinal);
        Assert.Equal("[$1 $2]", reader.Ask("AI.TENSORGET", "x", "VALUES"));
        Assert.Equal("[[$1 $2]]", reader.Ask("AI.DAGEXECUTE_RO", "LOAD", "1", "x", "|>", "AI.TENSORGET", "x", "VALUES"));
    }

    [Fact]
    public async Task Storing_is_refused_to_a_user_who_may_only_write()
    {
        await using EngineHost host = await StartAsync();

        Assert.Equal(s_storing, Refused(host, "writer"));
        Assert.Empty(Refused(host, "root"));
        using RespClient writer = Connect(host, "writer");
        Assert.StartsWith("-NOPERM User writer has no permissions to run the 'ai.scriptset' command", writer.Ask("AI.SCRIPTSET", "s", "CPU", "SOURCE", Script), StringComparison.Ordinal);
        Assert.Equal("+OK", writer.Ask("AI.MODELEXECUTE", "m", "INPUTS", "1", "x", "OUTPUTS", "1", "y"));
    }

    /// <summary>The commands of RedisAI's that a user may not use at all.</summary>
    private static string[] Refused(EngineHost host, string user)
    {
        using RespClient client = Connect(host, user);
        string[] all = [.. client.Ask("COMMAND", "LIST").Trim('[', ']').Split(' ').Select(static name => name[1..]).Where(static name => name.StartsWith("ai.", StringComparison.Ordinal))];
        Assert.True(all.Length >= 22, $"There are {all.Length} commands of RedisAI's.");
        return [.. all.Where(name => client.Ask(name).StartsWith("-NOPERM", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static string Run(RespClient client, string function) =>
        client.Ask("AI.DAGRUN_RO", "LOAD", "1", "x", "|>", "AI.SCRIPTRUN", "s", function, "INPUTS", "x", "OUTPUTS", "y", "|>", "AI.TENSORGET", "y", "VALUES");

    /// <summary>A server with a tensor, a text, a model and the script, and a user for each right.</summary>
    private static async Task<EngineHost> StartAsync()
    {
        EngineHost host = await EngineHost.StartAsync(withBackends: true, endpoint: static options =>
        {
            options.Users["reader"] = new RespUserOptions { Password = "p", MayWrite = false };
            options.Users["writer"] = new RespUserOptions { Password = "p" };
            options.Users["root"] = new RespUserOptions { Password = "p", MayStoreCode = true, MayAdminister = true };
        });
        using RespClient root = Connect(host, "root");
        Assert.Equal("+OK", root.Ask("SET", "k", "before"));
        Assert.Equal("+OK", root.Ask("AI.TENSORSET", "x", "FLOAT", "2", "VALUES", "1", "2"));
        Assert.Equal("+OK", root.Ask("AI.SCRIPTSET", "s", "CPU", "SOURCE", Script));
        await host.Engine.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        return host;
    }

    private static RespClient Connect(EngineHost host, string user)
    {
        RespClient client = host.Connect();
        Assert.Equal("+OK", client.Ask("AUTH", user, "p"));
        return client;
    }
}
