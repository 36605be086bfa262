using RedisAi.Server.Tests.Hosting;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Saving;

/// <summary>SAVE and its like, with a storage behind the engine.</summary>
public sealed class SaveTests
{
    [Fact]
    public async Task Save_answers_when_everything_is_on_the_disk_whatever_the_durability()
    {
        StubStorage storage = new();
        await using EngineHost host = await StartAsync(storage, Durability.None);
        using RespClient client = host.Connect();
        client.Ask("AI.TENSORSET", "t", "FLOAT", "1", "VALUES", "1");

        Assert.Equal("+OK", client.Ask("SAVE"));

        Assert.Equal(["t"], storage.Keys);
        Assert.True(storage.LastWasFlushed);
        Assert.Contains("\r\nstorage_enabled:1\r\n", client.Ask("INFO", "persistence"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_that_fails_says_why_by_the_code_that_clients_know()
    {
        StubStorage storage = new() { Failure = new IOException("The disk is full.") };
        await using EngineHost host = await StartAsync(storage, Durability.Interval);
        using RespClient client = host.Connect();
        client.Ask("AI.TENSORSET", "t", "FLOAT", "1", "VALUES", "1");

        Assert.Equal("-MISCONF Writing to the storage of a test failed: The disk is full.", client.Ask("SAVE"));

        storage.Failure = null;
        Assert.Equal("+OK", client.Ask("SAVE"));
    }

    [Fact]
    public async Task Background_save_goes_on_while_clients_are_served_and_is_told_of()
    {
        StubStorage storage = new();
        await using EngineHost host = await StartAsync(storage, Durability.Interval);
        using RespClient client = host.Connect();
        client.Ask("AI.TENSORSET", "t", "FLOAT", "1", "VALUES", "1");
        storage.Gate.Reset();

        Assert.Equal("+Background saving started", client.Ask("BGSAVE"));
        Assert.Equal("-ERR Background save already in progress", client.Ask("BGSAVE"));
        Assert.Equal("-ERR Background save already in progress", client.Ask("SAVE"));
        Assert.Equal("+Background saving scheduled", client.Ask("BGSAVE", "SCHEDULE"));
        Assert.Equal("-ERR syntax error", client.Ask("BGSAVE", "NOW"));
        string during = client.Ask("INFO", "persistence");
        storage.Gate.Set();
        await Eventually.HoldsAsync(() => Field(client, "rdb_bgsave_in_progress") == "0", "it has ended");

        Assert.Contains("\r\nrdb_bgsave_in_progress:1\r\n", during, StringComparison.Ordinal);
        Assert.Contains("\r\nrdb_last_bgsave_time_sec:-1\r\n", during, StringComparison.Ordinal);
        Assert.Equal("ok", Field(client, "rdb_last_bgsave_status"));
        Assert.NotEqual("-1", Field(client, "rdb_last_bgsave_time_sec"));
        Assert.Equal("-1", Field(client, "rdb_current_bgsave_time_sec"));
        Assert.Equal(client.Ask("LASTSAVE"), $":{Field(client, "rdb_last_save_time")}");
    }

    [Fact]
    public async Task Background_save_that_fails_is_told_of()
    {
        StubStorage storage = new() { Failure = new IOException("The disk is full.") };
        await using EngineHost host = await StartAsync(storage, Durability.Interval);
        using RespClient client = host.Connect();
        client.Ask("AI.TENSORSET", "t", "FLOAT", "1", "VALUES", "1");

        client.Ask("BGSAVE");

        await Eventually.HoldsAsync(() => Field(client, "rdb_last_bgsave_status") == "err", "it has failed");
        storage.Failure = null;
    }

    private static string Field(RespClient client, string name) =>
        client.Ask("INFO", "persistence").Split("\r\n").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..];

    private static Task<EngineHost> StartAsync(StubStorage storage, Durability mode) => EngineHost.StartAsync(options =>
    {
        options.Storage = storage;
        options.Durability.Mode = mode;
        options.Durability.Interval = TimeSpan.FromHours(1);
    });
}
