using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests;

/// <summary>The code of docs/redis-sessions.md.</summary>
public sealed class SessionSnippets
{
    private readonly List<string?> _seen = [];

    [Fact]
    public async Task A_host_with_sessions_that_move()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        #region redis-sessions-host
        builder.Services.AddRedisAi()
            .AddRedisStore("localhost:6379", options =>
            {
                options.LeaseTime = TimeSpan.FromSeconds(5);            // ten seconds unless said
                options.Writes = RedisWriteMode.WriteThrough;           // WriteBehind unless said
                options.Address = "http://10.0.0.7:8080";               // what a load balancer is told
            });
        #endregion
        using IHost host = builder.Build();
        Assert.IsType<RedisTensorStore>(host.Services.GetRequiredService<IRedisAi>().Tensors);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task A_call_with_a_session()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using RedisAiEngine ai = new(new RedisAiOptions { SharedStore = new RedisTensorStore(new RedisStoreOptions { Configuration = server.Address, Address = "here" }) }, []);
        using AiTensor initial = AiTensor.Create<float>([1, 1], [0]);
        await ai.Models.StoreAsync(
            "chat", ModelSource.FromFunction(["x", "h"], ["h2"], static inputs => [inputs[0]]), new ModelOptions { WarmUp = false, States = { new ModelState("h", "h2") { Initial = initial } } });
        using AiTensor token = AiTensor.Create<float>([1, 1], [1]);
        #region redis-sessions-call
        InferenceOptions session = new() { Session = "user-42", Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            using ModelResult result = await ai.Models["chat"].RunAsync([token], session);
            Answer(result);
        }
        catch (SessionMovedException moved)
        {
            // The step was not applied. Call again, here or with the owner.
            Redirect(moved.Owner);
        }

        string? home = await ai.RoutingHintAsync("user-42");            // the owner's Address, or null
        #endregion
        Assert.Equal("here", home);
        Assert.Equal(["answer"], _seen);
    }

    private void Answer(ModelResult result) => _seen.Add(result.Count > 0 ? "answer" : "nothing");

    private void Redirect(string? owner) => _seen.Add(owner);
}
