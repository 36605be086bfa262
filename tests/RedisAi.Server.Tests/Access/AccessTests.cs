using System.Security.Cryptography;
using System.Text;

namespace RedisAi.Server.Tests.Access;

public sealed class AccessTests
{
    private const string WrongPassword = "-WRONGPASS invalid username-password pair or user is disabled.";
    private const string NoAuth = "-NOAUTH Authentication required.";

    [Fact]
    public async Task Nothing_is_answered_before_the_password()
    {
        await using TestServer server = new(static options => options.Password = "secret");
        using RespClient client = server.Connect();

        foreach (string[] command in (string[][])[["PING"], ["GET", "k"], ["NOSUCH"], ["SET", "k"], ["MULTI"], ["CLIENT", "LIST"], ["INFO"], ["SHUTDOWN"]])
        {
            Assert.Equal(NoAuth, client.Ask(command));
        }

        Assert.StartsWith("-NOAUTH HELLO must be called", client.Ask("HELLO", "3"), StringComparison.Ordinal);
        Assert.Equal(WrongPassword, client.Ask("AUTH", "wrong"));
        Assert.Equal(WrongPassword, client.Ask("AUTH", "nobody", "secret"));
        Assert.Equal(NoAuth, client.Ask("PING"));
        Assert.Equal("+OK", client.Ask("AUTH", "secret"));
        Assert.Equal("+PONG", client.Ask("PING"));
        Assert.Equal("+OK", client.Ask("AUTH", "default", "secret"));
        Assert.Equal("+RESET", client.Ask("RESET"));
        Assert.Equal(NoAuth, client.Ask("PING"));
        Assert.Equal("+OK", client.Ask("QUIT"));
    }

    [Fact]
    public async Task Hello_takes_the_password_too()
    {
        await using TestServer server = new(static options => options.Password = "secret");
        using RespClient client = server.Connect();

        Assert.Equal(WrongPassword, client.Ask("HELLO", "3", "AUTH", "default", "x"));
        Assert.StartsWith("%[$server", client.Ask("HELLO", "3", "AUTH", "default", "secret"), StringComparison.Ordinal);
        Assert.Equal("+PONG", client.Ask("PING"));
    }

    [Fact]
    public async Task Without_a_password_AUTH_says_so()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        Assert.StartsWith("-ERR AUTH <password> called without any password configured", client.Ask("AUTH", "x"), StringComparison.Ordinal);
        Assert.Equal("+OK", client.Ask("AUTH", "default", "whatever"));
        Assert.Equal("-ERR syntax error", client.Ask("AUTH", "a", "b", "c"));
    }

    [Fact]
    public async Task Users_may_do_what_they_were_given()
    {
        await using TestServer server = new(static options =>
        {
            options.Users["reader"] = new RespUserOptions { Password = "r", MayWrite = false };
            options.Users["writer"] = new RespUserOptions { PasswordSha256 = Convert.ToHexString(SHA256.HashData("w"u8)) };
            options.Users["trainer"] = new RespUserOptions { Password = "t", MayStoreCode = true };
            options.Users["root"] = new RespUserOptions { Password = "ü", MayStoreCode = true, MayAdminister = true };
        });

        Assert.Equal(["$-1", Denied("reader", "set"), Denied("reader", "store"), Denied("reader", "config")], Try(server, "reader", "r"));
        Assert.Equal(["$-1", "+OK", Denied("writer", "store"), Denied("writer", "config")], Try(server, "writer", "w"));
        Assert.Equal(["$v", "+OK", "+STORED", Denied("trainer", "config")], Try(server, "trainer", "t"));
        Assert.Equal(["$v", "+OK", "+STORED", "[]"], Try(server, "root", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("ü"))));

        using RespClient client = server.Connect();
        Assert.Equal(NoAuth, client.Ask("PING"));
        Assert.StartsWith("-ERR AUTH <password> called without", client.Ask("AUTH", "r"), StringComparison.Ordinal);
        client.Ask("AUTH", "writer", "w");
        Assert.Equal("-NOPERM User writer has no permissions to run the 'client|kill' command", client.Ask("CLIENT", "KILL", "ID", "1"));
    }

    [Fact]
    public async Task Refused_command_spoils_the_transaction()
    {
        await using TestServer server = new(static options => options.Users["reader"] = new RespUserOptions { Password = "r", MayWrite = false });
        using RespClient client = server.Connect();
        client.Ask("AUTH", "reader", "r");
        client.Ask("MULTI");

        Assert.Equal(Denied("reader", "set"), client.Ask("SET", "k", "v"));
        Assert.StartsWith("-EXECABORT", client.Ask("EXEC"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_of_the_default_user_can_be_limited()
    {
        await using TestServer server = new(static options =>
        {
            options.Password = "p";
            options.Users["default"] = new RespUserOptions();
        });
        using RespClient client = server.Connect();
        client.Ask("AUTH", "p");

        Assert.Equal(Denied("default", "store"), client.Ask("STORE", "m"));
    }

    [Theory]
    [InlineData("*11\r\n", "-ERR Protocol error: unauthenticated multibulk length\r\n")]
    [InlineData("*2\r\n$4\r\nAUTH\r\n$20000\r\n", "-ERR Protocol error: unauthenticated bulk length\r\n")]
    public async Task Little_is_taken_before_the_password(string text, string reply)
    {
        await using TestServer server = new(static options => options.Password = "p");
        using RespClient client = server.Connect();

        client.Send(text);

        Assert.Equal(reply, client.ReadToEnd());
    }

    [Fact]
    public async Task Large_command_may_follow_the_password_at_once()
    {
        await using TestServer server = new(static options => options.Password = "p");
        using RespClient client = server.Connect();

        client.Send([.. RespClient.Encode("AUTH", "p"), .. RespClient.Encode("SET", "k", new string('v', 50_000)), .. RespClient.Encode("PING")]);

        Assert.Equal(["+OK", "+OK", "+PONG"], [client.Reply(), client.Reply(), client.Reply()]);
    }

    private static string Denied(string user, string command) => $"-NOPERM User {user} has no permissions to run the '{command}' command";

    private static string[] Try(TestServer server, string user, string password)
    {
        using RespClient client = server.Connect();
        Assert.Equal("+OK", client.Ask("AUTH", user, password));
        return [client.Ask("GET", "k"), client.Ask("SET", "k", "v"), client.Ask("STORE", "m"), client.Ask("CONFIG", "GET", "nosuch")];
    }
}
