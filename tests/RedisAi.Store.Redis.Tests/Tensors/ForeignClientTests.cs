using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Tensors;

/// <summary>Other clients read and write what is in the server, by the layout of docs/redis.md.</summary>
public sealed class ForeignClientTests
{
    private static readonly string[] s_batch = ["a", "b"];

    [Fact]
    public async Task A_record_that_another_client_writes_is_a_tensor()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);

        // struct.pack('<4sBBHQ2q6f', b'RAT1', 1, 2, 0, 1785000000000123, 2, 3, 1, 2.5, -3, 0, float('inf'), 1e-3)
        OpenStore.Write(server, "ai:{s7}/m/h", Convert.FromHexString("52415431010200007b90ecb272570600020000000000000003000000000000000000803f00002040000040c0000000000000807f6f12833a"));
        using AiTensor? tensor = store.Store.Get("s7/m/h", out long version);

        Assert.Equal("Float32[2,3]", $"{tensor}");
        Assert.Equal([1, 2.5f, -3, 0, float.PositiveInfinity, 1e-3f], tensor!.AsSpan<float>().ToArray());
        Assert.Equal(1785000000000123, version);
    }

    [Fact]
    public async Task A_tensor_is_a_record_that_another_client_reads()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);
        using AiTensor tensor = AiTensor.Create<short>([1, 2], [1, -2]);

        store.Store.Set("a", tensor);

        string record = server.Execute("GET", "ai:a").Text;
        Assert.Equal("RAT1\u0006\u0002\0\0", record[..8]);
        Assert.Equal("\u0001\0\0\0\0\0\0\0\u0002\0\0\0\0\0\0\0\u0001\0\u00fe\u00ff", record[16..]);
    }

    [Fact]
    public async Task What_is_no_record_is_an_error_that_names_the_key()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);
        server.Execute("SET", "ai:text", "something else");
        server.Execute("SET", "ai:short", "RAT1");
        server.Execute("RPUSH", "ai:list", "1");

        Assert.Contains("'ai:text' in Redis", Assert.Throws<InvalidDataException>(() => store.Store.Get("text")).Message, StringComparison.Ordinal);
        Assert.Contains("'ai:short' in Redis", Assert.Throws<InvalidDataException>(() => store.Store.Get("short")).Message, StringComparison.Ordinal);
        Assert.Contains("WRONGTYPE", Assert.Throws<SharedStoreException>(() => store.Store.Get("list")).Message, StringComparison.Ordinal);
        Assert.Contains("WRONGTYPE", Assert.Throws<SharedStoreException>(() => store.Put("list", 1)).Message, StringComparison.Ordinal);
        store.Put("text", 1);
        Assert.Equal([1], store.Floats("text"));
    }

    [Fact]
    public async Task A_damaged_record_in_a_batch_is_an_error_and_leaves_nothing_behind()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using OpenStore store = OpenStore.On(server);
        store.Put("a", 1);
        OpenStore.Write(server, "ai:b", OpenStore.Record(1, 1)[..^1]);

        await Assert.ThrowsAsync<InvalidDataException>(async () => await store.Store.GetAllAsync(s_batch));
    }
}
