using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Server;

namespace RedisAi.Store.Redis.Tests.Tensors;

/// <summary>A store over the tensors of a server of this project.</summary>
public sealed class ServerTensorFormTests
{
    [Fact]
    public async Task Tensors_are_those_of_the_server()
    {
        using IHost host = await StartAsync();
        RedisAiEngine engine = host.Services.GetRequiredService<RedisAiEngine>();
        await using OpenStore store = Open(host);
        using AiTensor texts = AiTensor.CreateStrings([2], ["ä", ""]);

        store.Put("s/a", 1, 2);
        store.Store.Set("texts", texts, TimeSpan.FromHours(1));

        using AiTensor there = engine.Tensors.GetRequired("ai:{s}/a");
        Assert.Equal([1, 2], there.AsSpan<float>().ToArray());
        Assert.Equal([1, 2], store.Floats("s/a"));
        using AiTensor? found = store.Store.Get("texts", out long version);
        Assert.True(texts.ContentEquals(found!));
        Assert.Equal(-1, version);
        Assert.NotNull(store.Store.GetTimeToLive("texts"));
        Assert.True(store.Store.SetTimeToLive("texts", null));
        Assert.Null(store.Store.GetTimeToLive("texts"));
        Assert.Equal(["s/a", "texts"], store.Store.Keys().Order(StringComparer.Ordinal));
        Assert.Equal(8, store.Store.ByteLength);
        Assert.True(store.Store.Remove("s/a"));
        Assert.Empty(store.Floats("s/a"));
        Assert.False(store.Store.Contains("s/a"));
    }

    [Fact]
    public async Task Only_adding_can_be_conditional()
    {
        using IHost host = await StartAsync();
        await using OpenStore store = Open(host);
        using AiTensor tensor = AiTensor.Scalar(1f);

        Assert.True(store.Store.TryUpdate("a", tensor, expectedVersion: 0));
        Assert.False(store.Store.TryUpdate("a", tensor, expectedVersion: 0));
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => store.Store.TryUpdate("a", tensor, expectedVersion: -1));

        Assert.Contains("have no versions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_that_redisai_does_not_have_are_refused()
    {
        using IHost host = await StartAsync();
        await using OpenStore store = Open(host);
        using AiTensor halves = AiTensor.Create<Half>([1], [Half.One]);
        using AiTensor zero = AiTensor.CreateStrings([1], ["a\0b"]);

        Assert.Contains("no tensors of Float16", Assert.Throws<ArgumentException>(() => store.Store.Set("a", halves)).Message, StringComparison.Ordinal);
        Assert.Contains("ends a text at a zero", Assert.Throws<ArgumentException>(() => store.Store.Set("a", zero)).Message, StringComparison.Ordinal);
    }

    private static OpenStore Open(IHost host) =>
        OpenStore.On($"127.0.0.1:{host.Services.GetRequiredService<IRespEndpoint>().Port}", static options => options.Format = RedisTensorFormat.RedisAi);

    private static async Task<IHost> StartAsync()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddRedisAi().AddRespEndpoint(0);
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
