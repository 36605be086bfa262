using System.Text;
using RedisAi.Server.Tests.Hosting;

namespace RedisAi.Server.Tests.Clients;

/// <summary>redis-cli and redis-benchmark against the server.</summary>
public sealed class RedisToolTests
{
    [Fact]
    public async Task Cli_asks_and_is_answered()
    {
        await using EngineHost host = await StartAsync();

        Assert.Equal("PONG\n", await CliAsync(host, null, "PING"));
        Assert.Equal("OK\n1\nAI_TENSOR\n", await CliAsync(host, "SET a 1\nGET a\nTYPE tensor\n"));
        Assert.Equal("dtype\nFLOAT\nshape\n2\nvalues\n1\n2\n", await CliAsync(host, null, "AI.TENSORGET", "tensor", "META", "VALUES"));
        Assert.Equal("f v\n", await CliAsync(host, null, "-3", "HGETALL", "hash"));
        Assert.Equal("{\"f\":\"v\"}\n", await CliAsync(host, null, "--json", "HGETALL", "hash"));
        Assert.Equal("1.5\n2\n", await CliAsync(host, null, "-3", "AI.TENSORGET", "halves", "VALUES"));
        Assert.Contains("ERR tensor key is empty", await CliAsync(host, null, "AI.TENSORGET", "nosuch"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cli_goes_through_all_keys()
    {
        await using EngineHost host = await StartAsync();

        string scan = await CliAsync(host, null, "--scan", "--pattern", "t*");
        string big = await CliAsync(host, null, "--bigkeys");
        string memory = await CliAsync(host, null, "--memkeys");

        Assert.Equal("tensor\ntext\n", string.Concat(scan.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(static key => key + "\n")));
        Assert.Contains("Sampled 6 keys in the keyspace!", big, StringComparison.Ordinal);
        Assert.Contains("Biggest string found", big, StringComparison.Ordinal);
        Assert.Contains("Sampled 6 keys in the keyspace!", memory, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cli_inserts_in_masses()
    {
        await using EngineHost host = await StartAsync();
        StringBuilder commands = new();
        for (int i = 0; i < 5000; i++)
        {
            commands.Append(Encoding.Latin1.GetString(RespClient.Encode("AI.TENSORSET", $"mass{i}", "INT8", "1", "VALUES", "1")));
        }

        string told = await CliAsync(host, commands.ToString(), "--pipe");

        Assert.Contains("errors: 0, replies: 5000", told, StringComparison.Ordinal);
        Assert.Equal("5006\n", await CliAsync(host, null, "DBSIZE"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task Benchmark_ends_without_an_error(int pipeline)
    {
        string benchmark = ClientProgram.Find("redis-benchmark", "redis-tools");
        await using EngineHost host = await EngineHost.StartAsync();

        // All of its tests but those of sorted sets and streams, which are not there.
        (int exitCode, string output, string errors) = await ClientProgram.RunAsync(benchmark,
        [
            "-p", $"{host.Port}", "-q", "-c", "50", "-n", "5000", "-P", $"{pipeline}",
            "-t", "ping_inline,ping_mbulk,set,get,incr,lpush,rpush,lpop,rpop,sadd,hset,spop,lrange_100,lrange_300,mset",
        ]);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.DoesNotContain("rror", output, StringComparison.Ordinal);
        Assert.Equal(15, output.Split('\n').Count(static line => line.Contains("requests per second", StringComparison.Ordinal) && !line.Contains("needed to benchmark", StringComparison.Ordinal)));
    }

    private static async Task<EngineHost> StartAsync()
    {
        ClientProgram.Find("redis-cli", "redis-tools");
        EngineHost host = await EngineHost.StartAsync();
        using RespClient client = host.Connect();
        client.Ask("AI.TENSORSET", "tensor", "FLOAT", "2", "VALUES", "1", "2");
        client.Ask("AI.TENSORSET", "halves", "FLOAT", "2", "VALUES", "1.5", "2");
        client.Ask("SET", "text", "something");
        client.Ask("HSET", "hash", "f", "v");
        client.Ask("RPUSH", "list", "1", "2");
        client.Ask("SADD", "set", "1");
        return host;
    }

    private static async Task<string> CliAsync(EngineHost host, string? input, params string[] arguments)
    {
        (int exitCode, string output, string errors) = await ClientProgram.RunAsync(
            ClientProgram.Find("redis-cli", "redis-tools"), ["-p", $"{host.Port}", .. arguments], input);
        Assert.Equal((0, ""), (exitCode, errors));
        return output;
    }
}
