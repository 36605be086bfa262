using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RedisAi.Store.Redis;

namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/redis.md. No server is needed: nothing is asked of it.</summary>
public class RedisSnippets
{
    [Fact]
    public async Task An_engine_with_a_shared_store()
    {
        #region redis-engine
        RedisAiOptions options = new() { SharedStore = new RedisTensorStore(new RedisStoreOptions { Configuration = "redis-1:6379,user=app,password=secret,ssl=true" }) };
        await using RedisAiEngine ai = new(options, []);                // connects in the background
        #endregion
        Assert.Same(options.SharedStore, ai.Tensors);
    }

    [Fact]
    public async Task A_host_with_a_shared_store()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        #region redis-host
        builder.Services.AddRedisAi()
            .AddRedisStore("redis-1:6379,redis-2:6379,redis-3:6379", options => options.Writes = RedisWriteMode.WriteThrough);
        #endregion
        await using WebApplication app = builder.Build();
        Assert.IsType<RedisTensorStore>(app.Services.GetRequiredService<IRedisAi>().Tensors);
    }
}
