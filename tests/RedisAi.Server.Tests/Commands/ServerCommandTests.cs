using RedisAi.Server.Saving;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Commands;

public sealed class ServerCommandTests
{
    [Fact]
    public async Task Info_has_the_sections_that_are_asked_for()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        client.Ask("SET", "k", "v");
        client.Ask("NOSUCH");

        string all = client.Ask("INFO");
        string some = client.Ask("INFO", "keyspace", "CLIENTS");

        Assert.Equal(
            ["# Server", "# Clients", "# Memory", "# Persistence", "# Stats", "# Replication", "# CPU", "# Modules", "# Keyspace"],
            all[1..].Split("\r\n").Where(static line => line.StartsWith('#')));
        Assert.Contains($"\r\ntcp_port:{server.Port}\r\n", all, StringComparison.Ordinal);
        Assert.Contains("\r\ntotal_commands_processed:2\r\n", all, StringComparison.Ordinal);
        Assert.Contains("\r\ntotal_error_replies:1\r\n", all, StringComparison.Ordinal);
        Assert.Equal("$# Clients\r\nconnected_clients:1\r\nblocked_clients:0\r\n\r\n# Keyspace\r\ndb0:keys=1,expires=0,avg_ttl=0\r\n", some);
    }

    [Fact]
    public async Task Counters_begin_anew_when_they_are_reset()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();
        client.Ask("PING");

        Assert.Equal("+OK", client.Ask("CONFIG", "RESETSTAT"));

        Assert.Contains("\r\ntotal_commands_processed:1\r\n", client.Ask("INFO", "stats"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_describe_themselves()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        Assert.Equal($":{server.State.Commands.All.Count}", client.Ask("COMMAND", "COUNT"));
        Assert.Equal("[[$set :3 [+write +denyoom] :1 :1 :1 [] [] [] []] *-1]", client.Ask("COMMAND", "INFO", "SET", "nosuch"));
        Assert.StartsWith("[[$", client.Ask("COMMAND"), StringComparison.Ordinal);
        Assert.Equal("[$get [$summary $A command of Redis. $group $generic]]", client.Ask("COMMAND", "DOCS", "get"));
        Assert.Equal("[$a $b]", client.Ask("COMMAND", "GETKEYS", "MGET", "a", "b"));
        Assert.Equal("-ERR The command has no key arguments", client.Ask("COMMAND", "GETKEYS", "PING"));
        Assert.Equal("-ERR Invalid command specified", client.Ask("COMMAND", "GETKEYS", "nosuch"));
    }

    [Fact]
    public async Task Settings_are_told_and_not_changed()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        Assert.Equal("[$save $]", client.Ask("CONFIG", "GET", "save"));
        Assert.Equal("[$appendonly $no $maxmemory $0 $maxmemory-policy $noeviction]", client.Ask("CONFIG", "GET", "MAXMEM*", "append*"));
        Assert.Equal("[]", client.Ask("CONFIG", "GET", "requirepass"));
        Assert.StartsWith("-ERR CONFIG SET failed", client.Ask("CONFIG", "SET", "maxmemory", "1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_there_is_nothing_to_save_to_and_an_application_is_not_shut_down()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        Assert.Equal(
            "-ERR There is nothing to save to: what the server holds is in memory only. Start it with --store PATH or, where it is a part of an application, give the engine a storage, as AddSqliteStorage does",
            client.Ask("SAVE"));
        Assert.StartsWith("-ERR There is nothing to save to", client.Ask("BGSAVE"), StringComparison.Ordinal);
        Assert.Equal($":{server.State.Started.ToUnixTimeSeconds()}", client.Ask("LASTSAVE"));
        Assert.Equal("-ERR SHUTDOWN is not allowed: the server is a part of an application, and ends with it", client.Ask("SHUTDOWN"));
        Assert.Equal("-ERR SHUTDOWN is not allowed: the server is a part of an application, and ends with it", client.Ask("SHUTDOWN", "NOSAVE"));
    }

    [Fact]
    public async Task Store_is_asked_to_save_and_a_program_to_end()
    {
        Recorder recorder = new();
        await using TestServer server = new(saver: recorder, process: recorder);
        using RespClient client = server.Connect();

        Assert.Equal("+OK", client.Ask("SAVE"));
        Assert.Equal("+Background saving started", client.Ask("BGSAVE"));
        await Eventually.HoldsAsync(() => recorder.Saves == 2, "it was saved in the background");
        Assert.Equal($":{server.State.Saves.LastSave}", client.Ask("LASTSAVE"));
        Assert.Equal("-ERR syntax error", client.Ask("SHUTDOWN", "NOW"));
        client.Command("SHUTDOWN");
        Assert.Equal("", client.ReadToEnd());
        Assert.Equal(3, recorder.Saves);
        Assert.Equal(1, recorder.Stops);

        using RespClient second = server.Connect();
        second.Command("SHUTDOWN", "NOSAVE");
        Assert.Equal("", second.ReadToEnd());
        Assert.Equal(3, recorder.Saves);
        Assert.Equal(2, recorder.Stops);
    }

    [Fact]
    public async Task Command_that_fails_in_the_middle_of_its_reply_is_answered_with_the_error_alone()
    {
        await using TestServer server = new();
        using RespClient client = server.Connect();

        Assert.Equal("-ERR it failed  on two lines", client.Ask("FAIL"));
        Assert.Equal("-ERR 'fail' failed for a reason that nobody has foreseen; the server's log has it", client.Ask("FAIL", "x"));
        Assert.Equal("+PONG", client.Ask("PING"));
        Assert.Contains("RedisAi[408]: The command 'fail' failed", server.Log.Lines);
    }

    private sealed class Recorder : ISaver, IServerProcess
    {
        private int _saves;

        public int Saves => Volatile.Read(ref _saves);

        public int Stops { get; private set; }

        public Task SaveAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _saves);
            return Task.CompletedTask;
        }

        public void Stop() => Stops++;
    }
}
