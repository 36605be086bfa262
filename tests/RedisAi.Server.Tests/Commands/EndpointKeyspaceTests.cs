using RedisAi.Server.Scripts;

namespace RedisAi.Server.Tests.Commands;

public sealed class EndpointKeyspaceTests
{
    [Fact]
    public async Task Script_reaches_the_keys_of_clients()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        EndpointKeyspace keyspace = new(() => server.State);

        Assert.Equal("OK", keyspace.Execute("set", ["k", "é\uDCFF"]).Text);
        Assert.Equal("$Ã©ÿ", client.Ask("GET", "k"));
        Assert.Equal("é\uDCFF", keyspace.Execute("GET", ["k"]).Text);
        Assert.True(keyspace.Execute("GET", ["nosuch"]).IsNull);
        Assert.Equal(1, keyspace.Execute("INCR", ["n"]).Integer);
        Assert.Equal("[\"é\uDCFF\", (nil), \"1\"]", keyspace.Execute("MGET", ["k", "l", "n"]).ToString());
        Assert.Equal(7, keyspace.Execute("TYPES", []).Items.Count);
        Assert.Equal("PONG", keyspace.Execute("PING", []).Text);
    }

    [Theory]
    [InlineData("ERR This Redis command is not allowed from script", "WAITFOR")]
    [InlineData("ERR This Redis command is not allowed from script", "STORE", "m")]
    [InlineData("ERR This Redis command is not allowed from script", "MULTI")]
    [InlineData("ERR This Redis command is not allowed from script", "AUTH", "x")]
    [InlineData("ERR This Redis command is not allowed from script", "CLIENT", "ID")]
    [InlineData("ERR This Redis command is not allowed from script", "SHUTDOWN")]
    [InlineData("Invalid argument: ERR unknown command 'NOSUCH', with args beginning with: 'a' ", "NOSUCH", "a")]
    [InlineData("Invalid argument: ERR wrong number of arguments for 'get' command", "GET")]
    [InlineData("ERR value is not an integer or out of range", "INCR", "text")]
    [InlineData("ERR it failed\r\non two lines", "FAIL")]
    public async Task Script_is_told_what_is_wrong(string error, string command, params string[] arguments)
    {
        await using TestServer server = new();
        EndpointKeyspace keyspace = new(() => server.State);
        keyspace.Execute("SET", ["text", "x"]);

        Assert.Equal(error, Assert.Throws<KeyspaceException>(() => keyspace.Execute(command, arguments)).Message);
    }
}
