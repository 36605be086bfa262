using RedisAi.Testing;

namespace RedisAi.Server.Tests.Commands;

public sealed class TransactionTests
{
    [Fact]
    public async Task Commands_are_queued_and_executed_together()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        Assert.Equal("+OK", client.Ask("MULTI"));
        Assert.Equal("-ERR MULTI calls can not be nested", client.Ask("MULTI"));
        Assert.Equal("-ERR WATCH inside MULTI is not allowed", client.Ask("WATCH", "k"));
        Assert.Equal("+QUEUED", client.Ask("SET", "k", "v"));
        Assert.Equal("+QUEUED", client.Ask("INCR", "k"));
        Assert.Equal("+QUEUED", client.Ask("GET", "k"));
        Assert.Equal("[+OK -ERR value is not an integer or out of range $v]", client.Ask("EXEC"));
        Assert.Equal("-ERR EXEC without MULTI", client.Ask("EXEC"));
    }

    [Fact]
    public async Task Discarded_commands_are_not_executed()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        Assert.Equal("-ERR DISCARD without MULTI", client.Ask("DISCARD"));
        client.Ask("MULTI");
        client.Ask("SET", "k", "v");
        Assert.Equal("+OK", client.Ask("DISCARD"));
        Assert.Equal("$-1", client.Ask("GET", "k"));
    }

    [Theory]
    [InlineData("-ERR wrong number of arguments for 'set' command", "SET", "k")]
    [InlineData("-ERR unknown command 'NOSUCH', with args beginning with: ", "NOSUCH")]
    [InlineData("-ERR Command not allowed inside a transaction", "SHUTDOWN")]
    public async Task Refused_command_spoils_the_transaction(string error, params string[] command)
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        client.Ask("MULTI");
        client.Ask("SET", "k", "v");

        Assert.Equal(error, client.Ask(command));
        Assert.Equal("-EXECABORT Transaction discarded because of previous errors.", client.Ask("EXEC"));
        Assert.Equal("$-1", client.Ask("GET", "k"));
    }

    [Fact]
    public async Task Watched_key_that_changes_ends_the_transaction()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        using RespClient other = server.Connect();

        Assert.Equal("+OK", client.Ask("WATCH", "k", "l"));
        client.Ask("MULTI");
        client.Ask("SET", "k", "mine");
        other.Ask("SET", "l", "theirs");
        Assert.Equal("*-1", client.Ask("EXEC"));

        client.Ask("WATCH", "l");
        other.Ask("SET", "l", "again");
        Assert.Equal("+OK", client.Ask("UNWATCH"));
        client.Ask("MULTI");
        client.Ask("GET", "l");
        Assert.Equal("[$again]", client.Ask("EXEC"));
        client.Ask("HELLO", "3");
        client.Ask("WATCH", "l");
        client.Ask("SET", "l", "mine");
        client.Ask("MULTI");
        Assert.Equal("_", client.Ask("EXEC"));
    }

    [Fact]
    public async Task Large_argument_is_taken_over_and_released_when_the_client_goes()
    {
        await using TestServer server = new();
        string blob = new('b', 100_000);
        using (RespClient client = server.Connect())
        {
            client.Ask("MULTI");
            client.Ask("SET", "k", blob);
            client.Ask("GET", "k");
            Assert.Equal($"[+OK ${blob}]", client.Ask("EXEC"));
            client.Ask("MULTI");
            client.Ask("SET", "k", blob);
        }

        await Eventually.HoldsAsync(() => server.State.Clients.Count == 0, "the client is gone");
    }

    [Fact]
    public async Task Transaction_that_takes_too_much_is_spoilt()
    {
        await using TestServer server = new(static options => (options.MaxBulkBytes, options.MaxCommandBytes) = (1 << 20, 1 << 20));
        using RespClient client = server.Connect();
        client.Ask("MULTI");

        Assert.Equal("+QUEUED", client.Ask("SET", "k", new string('a', 600_000)));
        Assert.Equal("-ERR The commands of the transaction take too much memory", client.Ask("SET", "k", new string('a', 600_000)));
        Assert.Equal("-EXECABORT Transaction discarded because of previous errors.", client.Ask("EXEC"));
    }

    [Fact]
    public async Task Command_that_runs_is_awaited_in_its_place()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        using RespClient other = server.Connect();
        client.Ask("MULTI");
        client.Ask("WAITFOR");
        client.Ask("GET", "k");

        client.Command("EXEC");
        await Eventually.EndsAsync(server.Keys.Waiting.Task);
        Assert.Equal("+OK", other.Ask("SET", "k", "v"));
        server.Keys.Gate.SetResult();

        Assert.Equal("[+WAITED $v]", client.Reply());
    }

    [Fact]
    public async Task Of_two_that_watch_the_same_key_and_take_long_the_second_finds_what_the_first_has_changed()
    {
        await using TestServer server = new();
        using RespClient first = server.Connect();
        using RespClient second = server.Connect();
        Array.ForEach([first, second], static client =>
        {
            client.Ask("WATCH", "l", "k");
            client.Ask("MULTI");
            client.Ask("WAITFOR");
            client.Ask("SET", "k", "v");
        });

        first.Command("EXEC");
        await Eventually.EndsAsync(server.Keys.Waiting.Task);
        second.Command("EXEC");
        server.Keys.Gate.SetResult();

        Assert.Equal("[+WAITED +OK]", first.Reply());
        Assert.Equal("*-1", second.Reply());
    }

    [Fact]
    public async Task Counter_that_several_clients_raise_by_watching_loses_nothing()
    {
        const int Clients = 4;
        const int Each = 50;
        await using TestServer server = new();

        Threads.Run(Clients, _ =>
        {
            using RespClient client = server.Connect();
            for (int done = 0; done < Each;)
            {
                client.Ask("WATCH", "counter");
                string value = client.Ask("GET", "counter");
                int next = (value == "$-1" ? 0 : int.Parse(value[1..])) + 1;
                client.Ask("MULTI");
                client.Ask("SET", "counter", $"{next}");
                done += client.Ask("EXEC") == "[+OK]" ? 1 : 0;
            }
        });

        using RespClient asker = server.Connect();
        Assert.Equal($"${Clients * Each}", asker.Ask("GET", "counter"));
    }
}
