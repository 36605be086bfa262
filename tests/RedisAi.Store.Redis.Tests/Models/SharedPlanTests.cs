using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Models;

/// <summary>Scripts and plans that several processes share, and what hosts register besides.</summary>
public sealed class SharedPlanTests
{
    [Fact]
    public async Task Scripts_and_plans_reach_all_processes_and_go_from_all()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        await using SharedLife b = await SharedLife.StartAsync(server.Configuration, "b:1");
        await a.Ai.Scripts.StoreAsync("s", ScriptSource.FromText("first"));
        await a.Ai.Models.StoreAsync("m", TextBackend.Model(3));

        a.Ai.Dags.Store(Plan(a.Ai, "y"));

        await Eventually.HoldsAsync(() => b.Ai.Dags.TryGet("p", out _), "the plan is there");
        Assert.Equal(3f, await RunAsync(b.Ai, "y"));
        Assert.Equal("first", b.Ai.Scripts.GetInfo("s").Source);
        await b.Ai.Scripts.StoreAsync("s", ScriptSource.FromText("second"));
        b.Ai.Dags.Store(Plan(b.Ai, "z"));
        await Eventually.HoldsAsync(() => a.Ai.Scripts.GetInfo("s").Source == "second", "the script is replaced");
        await Eventually.HoldsAsync(() => a.Ai.Dags["p"].Outputs[0].Name == "z", "the plan is replaced");
        await using SharedLife late = await SharedLife.StartAsync(server.Configuration, "c:1");
        Assert.Equal(3f, await RunAsync(late.Ai, "z"));
        Assert.Equal(
            ["Model m", "Script s", "Plan p"], (await late.Store.Models.ListAsync()).Select(static rollout => $"{rollout.Kind} {rollout.Key}"));
        Assert.True(late.Ai.Dags.Remove("p"));
        Assert.True(await late.Ai.Scripts.DeleteAsync("s"));
        await Eventually.HoldsAsync(() => !a.Ai.Dags.TryGet("p", out _) && !b.Ai.Dags.TryGet("p", out _), "the plan is gone");
        await Eventually.HoldsAsync(() => !a.Ai.Scripts.TryGet("s", out _) && !b.Ai.Scripts.TryGet("s", out _), "the script is gone");
    }

    [Fact]
    public async Task What_is_stored_takes_the_place_of_what_hosts_register_also_in_those_that_start_later()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        using IHost first = await HostAsync(server);
        using IHost second = await HostAsync(server);
        IRedisAi ai = first.Services.GetRequiredService<IRedisAi>();
        SharedModels models = ((RedisTensorStore)ai.Tensors).Models;
        Assert.Equal((1f, 1f), (Ask(first), Ask(second)));
        Assert.Empty(await models.ListAsync());

        await ai.Models.StoreCandidateAsync("m", TextBackend.Model(2), CandidateTraffic.Answers(0.25));
        await Eventually.HoldsAsync(() => second.Services.GetRequiredService<IRedisAi>().Models.ListVersions("m").Count == 2, "the candidate is beside what is registered");
        Assert.Equal(1, second.Services.GetRequiredService<IRedisAi>().Models.ListVersions("m")[1].Version);
        await ai.Models.StoreAsync("m", TextBackend.Model(3));
        await Eventually.HoldsAsync(() => Ask(second) == 3f, "what is stored serves");

        using IHost third = await HostAsync(server);
        Assert.Equal(3f, Ask(third));
        HealthReport health = await third.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Healthy, health.Status);
        await Task.WhenAll(first.StopAsync(), second.StopAsync(), third.StopAsync());
    }

    [Fact]
    public async Task Host_that_cannot_load_what_another_has_stored_is_degraded()
    {
        RedisPrograms.SkipUnlessInstalled();
        using RedisServer server = await RedisServer.StartAsync();
        await using SharedLife a = await SharedLife.StartAsync(server.Configuration, "a:1");
        using IHost host = await HostAsync(server, static _ => throw new ModelLoadException("It is refused here."), refusedFrom: 2);

        await a.Ai.Models.StoreAsync("m", TextBackend.Model(2));

        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("It is refused here.", Assert.Single(health.Entries).Value.Description, StringComparison.Ordinal);
        Assert.Equal(1f, Ask(host));
        await host.StopAsync();
    }

    private static async Task<IHost> HostAsync(RedisServer server, Action<float>? refuse = null, int refusedFrom = int.MaxValue)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        TextBackend backend = new() { Loading = number => (number >= refusedFrom ? refuse : null)?.Invoke(number) };
        builder.Services.AddRedisAi().AddBackend(_ => backend).AddModel("m", TextBackend.Model(1)).AddRedisStore(server.Configuration);
        builder.Services.AddHealthChecks().AddRedisAi();
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static float Ask(IHost host)
    {
        using AiTensor x = AiTensor.Create([1], [0f]);
        using ModelResult result = host.Services.GetRequiredService<IRedisAi>().Models["m"].Run([x]);
        return result[0].ToArray<float>()[0];
    }

    private static DagPlan Plan(RedisAiEngine ai, string output)
    {
        DagBuilder dag = ai.CreateDag("p");
        dag.Output(output, dag.Model("m", dag.Input("x"))[0]);
        return dag.Compile();
    }

    private static async Task<float> RunAsync(RedisAiEngine ai, string output)
    {
        using AiTensor x = AiTensor.Create([1], [0f]);
        using DagResult result = await ai.Dags["p"].RunAsync(new NamedTensors { ["x"] = x });
        return result[output].ToArray<float>()[0];
    }
}
