using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Connecting;

public sealed class AddRedisStoreTests
{
    [Fact]
    public async Task The_engine_of_a_host_keeps_its_tensors_in_the_server()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddRedisAi().AddRedisStore(server.Configuration, static options => options.KeyPrefix = "mine:");
        using IHost host = builder.Build();
        await host.StartAsync();
        using AiTensor tensor = AiTensor.Scalar(1f);

        host.Services.GetRequiredService<IRedisAi>().Tensors.Set("a", tensor);

        Assert.Equal(1, server.Execute("EXISTS", "mine:a").ToNumber());
        await host.StopAsync();
    }
}
