using RedisAi.Server.Ai;
using RedisAi.Server.Protocol;
using RedisAi.Server.Tests.Hosting;

namespace RedisAi.Server.Tests.Ai;

/// <summary>Tensors without contents in graphs, each of which a few bytes ask for.</summary>
public sealed class GraphZeroTests
{
    private const string TooMuch = "-ERR could not save tensor";

    [Theory]
    [InlineData("UINT8 600 |> AI.TENSORSET b UINT8 400", true)]
    [InlineData("UINT8 600 |> AI.TENSORSET b UINT8 401", false)]
    [InlineData("UINT8 600 |> AI.TENSORSET b DOUBLE 50", true)]
    [InlineData("UINT8 600 |> AI.TENSORSET b DOUBLE 51", false)]
    [InlineData("UINT8 600 |> AI.TENSORSET b STRING 51", false)]
    [InlineData("UINT8 1001", false)]
    [InlineData("UINT8 9223372036854775807", false)]
    public async Task Those_of_one_graph_count_together(string rest, bool fits)
    {
        await using Endpoint endpoint = new(settings: new AiSettings { MaxZeroBytes = 1000 });
        FakeClient client = new();
        endpoint.Client = client;

        Reply reply = await endpoint.SendAsync($"AI.DAGEXECUTE PERSIST 1 a |> AI.TENSORSET a {rest}");

        Assert.Equal(fits ? "*2[+OK +OK]" : TooMuch, $"{reply}");
        Assert.Equal(fits, endpoint.Engine.Tensors.Contains("a"));
        Assert.InRange(client.MostMemory, fits ? 1000 : 0, 1000);
        Assert.Equal(0, client.Memory);
    }

    [Fact]
    public async Task Each_graph_has_all_of_it_and_tensors_with_contents_take_none()
    {
        await using Endpoint endpoint = new(settings: new AiSettings { MaxZeroBytes = 8 });

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("*2[+OK +OK]", $"{await endpoint.SendAsync("AI.DAGEXECUTE PERSIST 1 a |> AI.TENSORSET a UINT8 8 |> AI.TENSORSET b INT64 3 VALUES 1 2 3")}");
        }
    }

    [Fact]
    public async Task They_are_of_the_clients_share_until_the_graph_has_ended()
    {
        await using EngineHost host = await EngineHost.StartAsync(endpoint: static options => options.MaxPendingBytes = 1 << 20);
        using RespClient client = host.Connect();
        const int Fits = (1 << 20) + ClientMemory.OwnBytes;

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("[+OK]", client.Ask($"AI.DAGEXECUTE PERSIST 1 a |> AI.TENSORSET a UINT8 {Fits}".Split(' ')));
            Assert.Equal(TooMuch, client.Ask($"AI.DAGEXECUTE PERSIST 1 a |> AI.TENSORSET a UINT8 {Fits + 1}".Split(' ')));
        }
    }
}
