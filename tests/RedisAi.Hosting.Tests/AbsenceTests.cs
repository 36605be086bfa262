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
    public async Task Model_that_failed_and_was_stored_later_has_no_reason_once_it_is_deleted()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi()
            .AddModel("sentiment", static _ => throw new TimeZoneNotFoundException("Nowhere."))
            .AddScript("s", ScriptSource.FromFile(Path.Combine(_test.ContentRoot, "none.py")))
            .AddBackend(static _ => new FakeScriptBackend());
        builder.Services.AddHealthChecks().AddRedisAi();
        using IHost host = builder.Build();
        await host.StartAsync(Token);
        IRedisAi ai = host.Services.GetRequiredService<IRedisAi>();
        await ai.Models.StoreAsync("sentiment", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]), cancellationToken: Token);
        await ai.Scripts.StoreAsync("s", ScriptSource.FromText("def f(x)"), cancellationToken: Token);
        await ai.Models.DeleteAsync("sentiment", Token);
        await ai.Scripts.DeleteAsync("s", Token);

        HealthReportEntry health = await host.CheckHealthAsync();

        Assert.Equal("There is no model under the key 'sentiment'.", Assert.Throws<ModelNotFoundException>(() => ai.Models["sentiment"]).Message);
        Assert.Equal("There is no script under the key 's'.", Assert.Throws<ScriptNotFoundException>(() => ai.Scripts["s"]).Message);
        Assert.Equal(("deleted", "deleted"), (health.Data["sentiment.status"], health.Data["script:s.status"]));
        Assert.Null(health.Exception);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Plan_that_failed_and_was_stored_later_has_no_reason_once_it_is_removed()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddDag("p", static _ => throw new TimeZoneNotFoundException("Nowhere."));
        using IHost host = builder.Build();
        await host.StartAsync(Token);
        IRedisAi ai = host.Services.GetRequiredService<IRedisAi>();
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("y", dag.Input("x"));
        ai.Dags.Store(dag.Compile());
        ai.Dags.Remove("p");

        Assert.Equal("There is no plan 'p'.", Assert.Throws<DagNotFoundException>(() => ai.Dags["p"]).Message);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Model_that_failed_and_was_loaded_the_next_time_is_deleted_without_the_old_failure()
    {
        bool fails = true;
        ServiceCollection services = new();
        services.AddLogging();
        services.AddRedisAi().AddModel("m", _ => fails ? throw new TimeZoneNotFoundException("Nowhere.") : ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        services.AddHealthChecks().AddRedisAi();
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.LoadRedisAiAsync(Token);
        fails = false;
        await provider.LoadRedisAiAsync(Token);
        await provider.GetRequiredService<IRedisAi>().Models.DeleteAsync("m", Token);

        HealthReport health = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        Assert.Equal("m: The model was deleted.", health.Entries["redisai"].Description);
        Assert.Null(health.Entries["redisai"].Exception);
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
