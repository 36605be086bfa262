namespace RedisAi.Server.Tests.Commands;

public sealed class ConnectionCommandTests
{
    [Fact]
    public async Task Simple_commands_are_answered_as_by_Redis()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        Assert.Equal("+PONG", client.Ask("PING"));
        Assert.Equal("$hi", client.Ask("ping", "hi"));
        Assert.Equal("$\0\r\nÿ", client.Ask("ECHO", "\0\r\nÿ"));
        Assert.Equal("+OK", client.Ask("SELECT", "0"));
        Assert.Equal("-ERR DB index is out of range", client.Ask("SELECT", "1"));
        Assert.Equal("-ERR value is not an integer or out of range", client.Ask("SELECT", "x"));
        Assert.Equal("-ERR wrong number of arguments for 'ping' command", client.Ask("PING", "a", "b"));
        Assert.Equal("-ERR wrong number of arguments for 'echo' command", client.Ask("Echo"));
        Assert.Equal("-ERR unknown command 'DEBUG', with args beginning with: 'SLEEP' '1' ", client.Ask("DEBUG", "SLEEP", "1"));
        Assert.Equal("-ERR unknown command '', with args beginning with: ", client.Ask(""));
        Assert.StartsWith("[$1", client.Ask("TIME"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inline_commands_are_answered()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        client.Send("\r\n  \r\nPING\r\nECHO \"a b\"\nSET k 'v w'\r\nGET k\r\n");

        Assert.Equal(["+PONG", "$a b", "+OK", "$v w"], [client.Reply(), client.Reply(), client.Reply(), client.Reply()]);
    }

    [Fact]
    public async Task Hello_changes_the_version_and_introduces_the_server()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        Assert.StartsWith("[$server $redis $version $7.0.0 $proto :2 $id :1 $mode $standalone $role $master $modules [[$name $ai $ver :10207]]]", client.Ask("HELLO"), StringComparison.Ordinal);
        Assert.StartsWith("%[$server $redis $version $7.0.0 $proto :3", client.Ask("HELLO", "3", "SETNAME", "me"), StringComparison.Ordinal);
        Assert.Equal("$me", client.Ask("CLIENT", "GETNAME"));
        Assert.Equal("[_ _ ,0.10000000149011612 ,2 %[$a :-1] ~[+b] $Ã©ÿ]", client.Ask("TYPES"));
        Assert.Equal("-NOPROTO unsupported protocol version", client.Ask("HELLO", "4"));
        Assert.Equal("-ERR Protocol version is not an integer or out of range", client.Ask("HELLO", "x"));
        Assert.Equal("-ERR Syntax error in HELLO option 'LOUD'", client.Ask("HELLO", "3", "LOUD"));
        Assert.StartsWith("[$server", client.Ask("HELLO", "2"), StringComparison.Ordinal);
        Assert.Equal("[$-1 *-1 $0.10000000149011612 $2 [$a :-1] [+b] $Ã©ÿ]", client.Ask("TYPES"));
    }

    [Fact]
    public async Task Quit_ends_the_connection_and_reset_forgets_what_was_said()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        client.Ask("CLIENT", "SETNAME", "me");
        client.Ask("MULTI");

        Assert.Equal("+RESET", client.Ask("RESET"));
        Assert.Equal("$-1", client.Ask("CLIENT", "GETNAME"));
        Assert.Equal("-ERR EXEC without MULTI", client.Ask("EXEC"));

        client.Send([.. RespClient.Encode("QUIT"), .. RespClient.Encode("PING")]);
        Assert.Equal("+OK\r\n", client.ReadToEnd());
    }

    [Fact]
    public async Task Client_tells_and_keeps_what_it_is()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        using RespClient other = server.Connect();
        other.Ask("PING");

        Assert.Equal("+OK", client.Ask("CLIENT", "SETINFO", "LIB-NAME", "lib"));
        Assert.Equal("+OK", client.Ask("CLIENT", "SETINFO", "lib-ver", "1.0"));
        Assert.Equal("-ERR Client names cannot contain spaces, newlines or special characters.", client.Ask("CLIENT", "SETNAME", "a b"));
        Assert.Equal("-ERR Client names cannot have more than 256 characters.", client.Ask("CLIENT", "SETNAME", new string('a', 257)));
        Assert.Equal("-ERR lib-name cannot have more than 256 characters.", client.Ask("CLIENT", "SETINFO", "LIB-NAME", new string('a', 257)));
        Assert.Equal("+OK", client.Ask("CLIENT", "SETNAME", new string('a', 256)));
        string info = client.Ask("CLIENT", "INFO");
        string[] lines = client.Ask("CLIENT", "LIST")[1..].Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith($"$id=1 addr={client.Socket.LocalEndPoint!.ToString()!.Replace("[::ffff:", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)} laddr=127.0.0.1:{server.Port} ", info, StringComparison.Ordinal);
        Assert.Contains("cmd=client user=default redir=-1 resp=2 lib-name=lib lib-ver=1.0", info, StringComparison.Ordinal);
        Assert.Equal(["id=1", "id=2"], lines.Select(static line => line.Split(' ')[0]));
        Assert.Equal("$", client.Ask("CLIENT", "LIST", "TYPE", "pubsub"));
        Assert.Single(client.Ask("CLIENT", "LIST", "ID", "2", "7").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("+OK", client.Ask("CLIENT", "TRACKING", "OFF"));
        Assert.StartsWith("-ERR", client.Ask("CLIENT", "TRACKING", "ON"), StringComparison.Ordinal);
        Assert.Equal("-ERR wrong number of arguments for 'client|setname' command", client.Ask("CLIENT", "SETNAME"));
        Assert.Equal("-ERR unknown subcommand 'PAUSE'. Try CLIENT HELP.", client.Ask("CLIENT", "PAUSE"));
    }

    [Fact]
    public async Task Client_may_do_without_replies()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        client.Command("CLIENT", "REPLY", "SKIP");
        client.Command("PING");
        Assert.Equal("$1", client.Ask("ECHO", "1"));
        client.Command("CLIENT", "REPLY", "OFF");
        client.Command("PING");
        client.Command("NOSUCH");
        Assert.Equal("+OK", client.Ask("CLIENT", "REPLY", "ON"));
    }

    [Fact]
    public async Task Clients_are_ended_by_others()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        using RespClient second = server.Connect();
        using RespClient third = server.Connect();
        client.Ask("PING");
        second.Ask("PING");
        third.Ask("PING");

        Assert.Equal(":1", client.Ask("CLIENT", "KILL", "ID", "2"));
        Assert.Equal("", second.ReadToEnd());
        Assert.Equal(":0", client.Ask("CLIENT", "KILL", "ID", "77"));
        Assert.Equal("-ERR No such client", client.Ask("CLIENT", "KILL", "1.2.3.4:5"));
        Assert.Equal(":1", client.Ask("CLIENT", "KILL", "USER", "default", "TYPE", "normal"));
        Assert.Equal("", third.ReadToEnd());
        client.Command("CLIENT", "KILL", "ID", "1", "SKIPME", "no");
        Assert.Equal(":1\r\n", client.ReadToEnd());
    }
}
