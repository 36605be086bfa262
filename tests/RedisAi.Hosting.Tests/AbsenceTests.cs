using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace RedisAi.Hosting.Tests;

/// <summary>Errors about what is not there say why.</summary>
public sealed class AbsenceTests : IDisposable
{
    private readonly TestHost _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Model_that_the_host_could_not_load_is_missing_with_the_reason()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddModel("sentiment", static _ => throw new TimeZoneNotFoundException("Nowhere."));
        using IHost host = builder.Build();
        await host.StartAsync(Token);
        IRedisAi ai = host.Services.GetRequiredService<IRedisAi>();

        ModelNotFoundException error = Assert.Throws<ModelNotFoundException>(() => ai.Models["sentiment"]);
        ModelNotFoundException called = Assert.Throws<ModelNotFoundException>(() => host.Services.GetRequiredKeyedService<IModel>("sentiment").Run([]));

        Assert.Equal("There is no model under the key 'sentiment': it was to be loaded when the host started, and could not be: Nowhere.", error.Message);
        Assert.Equal(error.Message, called.Message);
        Assert.IsType<TimeZoneNotFoundException>(error.InnerException);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Script_and_a_plan_that_needs_it_are_missing_with_the_reason()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi()
            .AddScript("s", ScriptSource.FromFile(Path.Combine(_test.ContentRoot, "none.py")))
            .AddDag("p", static dag => dag.Output("y", dag.Script("s", "f", dag.Input("x"))[0]));
        using IHost host = builder.Build();
        await host.StartAsync(Token);
        IRedisAi ai = host.Services.GetRequiredService<IRedisAi>();

        ScriptNotFoundException script = Assert.Throws<ScriptNotFoundException>(() => ai.Scripts["s"]);
        DagNotFoundException plan = Assert.Throws<DagNotFoundException>(() => ai.Dags["p"]);

        Assert.StartsWith("There is no script under the key 's': it was to be loaded when the host started, and could not be: The script file '", script.Message, StringComparison.Ordinal);
        Assert.Contains("there is no script 's': it was to be loaded when the host started, and could not be: The script file '", plan.Message, StringComparison.Ordinal);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Model_that_was_loaded_and_then_deleted_and_one_that_nobody_added_have_no_reason()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddModel("echo", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        using IHost host = builder.Build();
        await host.StartAsync(Token);
        IRedisAi ai = host.Services.GetRequiredService<IRedisAi>();
        await ai.Models.DeleteAsync("echo", Token);

        Assert.Equal("There is no model under the key 'echo'.", Assert.Throws<ModelNotFoundException>(() => ai.Models["echo"]).Message);
        Assert.Equal("There is no model under the key 'other'.", Assert.Throws<ModelNotFoundException>(() => ai.Models["other"]).Message);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Health_check_without_an_engine_says_what_to_call()
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddHealthChecks().AddRedisAi();
        await using ServiceProvider provider = services.BuildServiceProvider();

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token));

        Assert.Contains("call services.AddRedisAi()", error.Message, StringComparison.Ordinal);
    }
}
