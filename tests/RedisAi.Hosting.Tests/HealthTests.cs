using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RedisAi.Hosting.Tests;

public sealed class HealthTests : IDisposable
{
    private readonly TestHost _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ModelSource Echo => ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]);

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Loaded_models_are_healthy_and_tell_their_versions()
    {
        using IHost host = CreateHost(static ai => ai.AddModel("echo", Echo));
        await host.StartAsync(Token);

        HealthReportEntry health = await host.CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.Equal("loaded", health.Data["echo.status"]);
        Assert.Equal(1, health.Data["echo.version"]);
    }

    [Fact]
    public async Task Required_model_that_failed_is_unhealthy_with_the_reason()
    {
        using IHost host = CreateHost(static ai => ai.AddModel("vad", "none.onnx").AddModel("echo", Echo));
        await host.StartAsync(Token);

        HealthReportEntry health = await host.CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.StartsWith("vad: The model file '", health.Description, StringComparison.Ordinal);
        Assert.IsType<ModelLoadException>(health.Exception);
        Assert.Equal("failed", health.Data["vad.status"]);
        Assert.Equal("loaded", health.Data["echo.status"]);
    }

    [Fact]
    public async Task Source_that_throws_is_unhealthy_with_the_reason()
    {
        using IHost host = CreateHost(static ai => ai.AddModel("vad", static _ => throw new TimeZoneNotFoundException("Nowhere.")));
        await host.StartAsync(Token);

        HealthReportEntry health = await host.CheckHealthAsync();

        Assert.Equal((HealthStatus.Unhealthy, "vad: Nowhere."), (health.Status, health.Description));
    }

    [Fact]
    public async Task Required_model_that_is_not_loaded_yet_is_unhealthy()
    {
        using IHost host = CreateHost(static ai => ai.AddModel("echo", Echo));

        HealthReportEntry health = await host.CheckHealthAsync();

        Assert.Equal((HealthStatus.Unhealthy, "echo: The model is not loaded yet."), (health.Status, health.Description));
        Assert.Equal("loading", health.Data["echo.status"]);
    }

    [Fact]
    public async Task Optional_model_that_failed_is_degraded()
    {
        using IHost host = CreateHost(static ai => ai.AddModel("vad", "none.onnx", static model => model.Required = false));
        await host.StartAsync(Token);

        HealthReportEntry health = await host.CheckHealthAsync();

        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.StartsWith("vad: ", health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Required_failure_outweighs_an_optional_one()
    {
        using IHost host = CreateHost(static ai => ai
            .AddModel("optional", "none.onnx", static model => model.Required = false)
            .AddModel("required", static _ => throw new TimeZoneNotFoundException("Nowhere.")));
        await host.StartAsync(Token);

        HealthReportEntry health = await host.CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.IsType<TimeZoneNotFoundException>(health.Exception);
        Assert.Contains("optional: ", health.Description, StringComparison.Ordinal);
        Assert.Contains("required: Nowhere.", health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_that_is_stored_later_heals_its_key()
    {
        using IHost host = CreateHost(static ai => ai.AddModel("vad", "none.onnx"));
        await host.StartAsync(Token);

        await host.Services.GetRequiredService<IRedisAi>().Models.StoreAsync("vad", Echo, cancellationToken: Token);

        HealthReportEntry health = await host.CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.Equal("loaded", health.Data["vad.status"]);
    }

    [Fact]
    public async Task Model_that_was_deleted_is_unhealthy()
    {
        using IHost host = CreateHost(static ai => ai.AddModel("echo", Echo));
        await host.StartAsync(Token);

        await host.Services.GetRequiredService<IRedisAi>().Models.DeleteAsync("echo", Token);

        HealthReportEntry health = await host.CheckHealthAsync();
        Assert.Equal((HealthStatus.Unhealthy, "echo: The model was deleted."), (health.Status, health.Description));
    }

    [Fact]
    public async Task Closed_engine_is_unhealthy()
    {
        using IHost host = CreateHost(static _ => { });
        await host.StartAsync(Token);
        await host.StopAsync(Token);

        HealthReportEntry health = await host.CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("shutting down", health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_status_tags_and_timeout_of_the_check_can_be_chosen()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddModel("echo", Echo);
        builder.Services.AddHealthChecks().AddRedisAi("models", HealthStatus.Degraded, ["ready"], TimeSpan.FromSeconds(5));
        using IHost host = builder.Build();

        HealthCheckRegistration check = Assert.Single(host.Services.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations);
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

        Assert.Equal("models", check.Name);
        Assert.Equal(["ready"], check.Tags);
        Assert.Equal(TimeSpan.FromSeconds(5), check.Timeout);
        Assert.Equal(HealthStatus.Degraded, report.Entries["models"].Status);
    }

    private IHost CreateHost(Action<RedisAiBuilder> add)
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        add(builder.Services.AddRedisAi());
        builder.Services.AddHealthChecks().AddRedisAi();
        return builder.Build();
    }
}
