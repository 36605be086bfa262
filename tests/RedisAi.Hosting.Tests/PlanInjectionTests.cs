using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RedisAi.Hosting.Tests;

/// <summary>Plans that services get before they are compiled.</summary>
public sealed class PlanInjectionTests : IDisposable
{
    private readonly TestHost _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Background_service_gets_a_plan_in_its_constructor_and_runs_it_once_the_host_has_started()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddSingleton(Channel.CreateBounded<Job>(64));
        builder.Services.AddHostedService<Classifier>();
        builder.Services.AddRedisAi()
            .AddModel("echo", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]))
            .AddDag("classify", static dag => dag.Output("label", dag.Model("echo", dag.Input("image"))[0]));
        using IHost host = builder.Build();

        await host.StartAsync(Token);
        Job job = new([1, 2, 3], new TaskCompletionSource<float>());
        await host.Services.GetRequiredService<Channel<Job>>().Writer.WriteAsync(job, Token);

        Assert.Equal(1, await job.Answer.Task.WaitAsync(TimeSpan.FromSeconds(30), Token));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Plan_that_is_used_before_it_is_compiled_says_when_it_will_be()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddDag("classify", static dag => dag.Output("y", dag.Input("x")));
        using IHost host = builder.Build();
        DagPlan plan = host.Services.GetRequiredKeyedService<DagPlan>("classify");

        DagNotFoundException early = Assert.Throws<DagNotFoundException>(() => plan.Inputs);

        Assert.Equal(
            "There is no plan 'classify': it is compiled when the host starts, and was not yet: use it later, in ExecuteAsync or a handler; without a host, await LoadRedisAiAsync of the service provider.",
            early.Message);
        Assert.Equal(("classify", "classify"), (plan.Name, plan.ToString()));
        await host.StartAsync(Token);
        Assert.Equal(["x"], plan.Inputs.Select(static input => input.Name));
        Assert.Equal(plan.Name, host.Services.GetRequiredKeyedService<DagPlan>("classify").Name);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Plan_that_could_not_be_compiled_says_why_when_it_is_used()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddDag("classify", static dag => dag.Output("y", dag.Model("nobody", dag.Input("x"))[0]));
        using IHost host = builder.Build();
        DagPlan early = host.Services.GetRequiredKeyedService<DagPlan>("classify");
        await host.StartAsync(Token);

        DagNotFoundException used = Assert.Throws<DagNotFoundException>(() => early.Inputs);
        DagNotFoundException asked = Assert.Throws<DagNotFoundException>(() => host.Services.GetRequiredKeyedService<DagPlan>("classify"));

        Assert.Equal(
            "There is no plan 'classify': it was to be compiled when the host started, and could not be: The plan 'classify' was not compiled:\n- Node 'nobody': there is no model 'nobody'.",
            used.Message);
        Assert.Equal(used.Message, asked.Message);
        Assert.IsType<DagCompilationException>(used.InnerException);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Stand_in_is_stored_as_the_plan_that_it_has_become()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddDag("p", static dag => dag.Output("y", dag.Input("x")));
        using IHost host = builder.Build();
        DagPlan plan = host.Services.GetRequiredKeyedService<DagPlan>("p");
        IRedisAi ai = host.Services.GetRequiredService<IRedisAi>();

        Assert.Throws<DagNotFoundException>(() => ai.Dags.Store(plan));
        await host.StartAsync(Token);
        ai.Dags.Store(plan);

        Assert.Same(plan, ai.Dags["p"]);
        Assert.Single(plan.Inputs);
        await host.StopAsync(Token);
    }
}
