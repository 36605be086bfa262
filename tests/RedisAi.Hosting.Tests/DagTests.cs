using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace RedisAi.Hosting.Tests;

/// <summary>Plans that are added to a host.</summary>
public sealed class DagTests : IDisposable
{
    private readonly TestHost _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Plan_is_compiled_when_the_models_are_loaded_and_is_a_keyed_service()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddSingleton("suffix");
        builder.Services.AddRedisAi()
            .AddDag("encode", static (dag, services) => dag.Output(services.GetRequiredService<string>(), dag.Model("echo", dag.Input("x"))[0]))
            .AddModel("echo", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        DagPlan plan = host.Services.GetRequiredKeyedService<DagPlan>("encode");
        using AiTensor x = AiTensor.Scalar(3f);
        using (DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = x }, cancellationToken: Token))
        {
            Assert.Equal(3, result.AsSpan<float>("suffix")[0]);
        }

        IRedisAi ai = host.Services.GetRequiredService<IRedisAi>();
        Assert.Same(plan, ai.Dags["encode"]);
        Assert.Equal(["encode"], ai.Dags.List().Select(static known => known.Name));
        await host.StopAsync(Token);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => (await plan.RunAsync(new NamedTensors { ["x"] = x }, cancellationToken: Token)).Dispose());
    }

    [Fact]
    public async Task Plan_that_does_not_compile_leaves_the_host_running_and_unhealthy_with_all_its_problems()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddDag("bad", static dag => dag.Output("y", dag.Model("nobody", dag.Input("x"))[0]));
        builder.Services.AddHealthChecks().AddRedisAi();
        using IHost host = builder.Build();

        await host.StartAsync(Token);
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("Node 'nobody': there is no model 'nobody'.", report.Entries["redisai"].Description, StringComparison.Ordinal);
        Assert.Equal("failed", report.Entries["redisai"].Data["plan:bad.status"]);
        Assert.Contains(_test.Log.Lines, static line => line.StartsWith("RedisAi[303]: The plan 'bad' could not be compiled", StringComparison.Ordinal));
        Assert.Throws<DagNotFoundException>(() => host.Services.GetRequiredKeyedService<DagPlan>("bad"));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Plan_that_does_not_compile_stops_a_host_that_fails_fast()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi(static options => options.FailFast = true).AddDag("bad", static dag => dag.Output("y", dag.Model("nobody", dag.Input("x"))[0]));
        using IHost host = builder.Build();

        DagCompilationException error = await Assert.ThrowsAsync<DagCompilationException>(() => host.StartAsync(Token));

        Assert.Equal("bad", error.Plan);
    }

    [Fact]
    public async Task What_a_plan_leaves_out_is_logged_once_it_is_compiled()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddDag("half", static dag =>
        {
            dag.Function("lost", static x => x, dag.Input("rate"));
            dag.Output("y", dag.Input("x"));
        });
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.Contains("RedisAi[305]: The plan 'half' was compiled. Left out, since nobody needs what they give: 'lost'. Inputs that no node needs: 'rate'", _test.Log.Lines);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Last_plan_of_a_name_counts()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi()
            .AddDag("one", static _ => throw new InvalidOperationException("It was built."))
            .AddDag("one", static dag => dag.Output("second", dag.Input("x")));
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.Equal("second", host.Services.GetRequiredKeyedService<DagPlan>("one").Outputs[0].Name);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Plan_of_another_engine_cannot_be_stored()
    {
        await using RedisAiEngine one = new();
        await using RedisAiEngine other = new();
        DagBuilder dag = one.CreateDag("p");
        dag.Output("y", dag.Input("x"));
        DagPlan plan = dag.Compile();

        Assert.Throws<ArgumentException>(() => other.Dags.Store(plan));
        one.Dags.Store(plan);
        Assert.True(one.Dags.Remove("p"));
        Assert.False(one.Dags.Remove("p"));
        Assert.Throws<DagNotFoundException>(() => one.Dags["p"]);
    }
}
