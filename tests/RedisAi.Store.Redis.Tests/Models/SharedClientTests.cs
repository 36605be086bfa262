using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Models;

/// <summary>Models that clients of RedisAI store and remove at the endpoint of one process.</summary>
public sealed class SharedClientTests
{
    [Fact]
    public async Task Model_that_a_client_stores_with_one_process_serves_the_clients_of_all_and_so_does_the_next_version()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using EndpointLife a = await EndpointLife.StartAsync(server.Configuration);
        await using EndpointLife b = await EndpointLife.StartAsync(server.Configuration);

        Assert.Equal("OK", Store(a, 7, "first").Text);
        await GivesAsync(b, "7");
        Assert.Equal("first", Tag(b));

        Assert.Equal("OK", Store(b, 8, "second").Text);
        await GivesAsync(a, "8");
        Assert.Equal(("second", "second"), (Tag(a), Tag(b)));
        Assert.Equal(["TEXT 8", "TEXT 8"], new[] { a, b }.Select(static life => life.Ask("AI.MODELGET m BLOB").Text));
        Assert.Equal((2, 2), (a.Engine.Models.GetInfo("m").Version, b.Engine.Models.GetInfo("m").Version));
    }

    [Fact]
    public async Task Model_that_a_client_removes_from_one_process_is_gone_from_all()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using EndpointLife a = await EndpointLife.StartAsync(server.Configuration);
        await using EndpointLife b = await EndpointLife.StartAsync(server.Configuration);
        Store(a, 7, "first").OrThrow();
        await GivesAsync(b, "7");

        Assert.Equal("OK", b.Ask("AI.MODELDEL m").Text);

        Assert.Equal("ERR model key is empty", b.Run("m"));
        await GivesAsync(a, "ERR model key is empty");
        await using EndpointLife late = await EndpointLife.StartAsync(server.Configuration);
        Assert.Empty(late.Ask("AI._MODELSCAN").Items!);
    }

    private static RespReply Store(EndpointLife life, int number, string tag) =>
        life.Ask(["AI.MODELSTORE", "m", "ONNX", "CPU", "TAG", tag, "BLOB", $"TEXT {number}"]);

    private static Task GivesAsync(EndpointLife life, string expected) =>
        Eventually.HoldsAsync(() => life.Run("m") == expected, $"'m' gives {expected}, and not {life.Run("m")}");

    private static string Tag(EndpointLife life)
    {
        RespReply[] meta = life.Ask("AI.MODELGET m META").Items!;
        return meta[Array.FindIndex(meta, static item => item.Text == "tag") + 1].Text;
    }
}
