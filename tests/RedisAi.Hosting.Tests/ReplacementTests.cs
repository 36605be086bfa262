using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace RedisAi.Hosting.Tests;

/// <summary>Options of models that are added twice, and options that depend on services.</summary>
public sealed class ReplacementTests : IDisposable
{
    private readonly TestHost _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ModelSource Echo => ModelSource.FromFunction(
        new ModelSignature([Row("x"), Row("before")], [Row("y"), Row("after")]), static inputs => [inputs[0], inputs[1]]);

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Model_that_replaces_a_registration_without_options_keeps_those_of_before()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi()
            .AddModel("chat", "models/chat.onnx", static model =>
            {
                model.Tag = "kept";
                model.Backend = "ONNX";
                model.States.Add(new ModelState("before", "after"));
            })
            .AddModel("chat", Echo);
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        ModelInfo info = host.Services.GetRequiredService<IRedisAi>().Models.GetInfo("chat");
        Assert.Equal(("FUNCTION", "kept"), (info.Backend, info.Tag));
        using AiTensor x = AiTensor.Create<float>([1, 1], [1]);
        (await host.Services.GetRequiredKeyedService<IModel>("chat").RunAsync([x], new InferenceOptions { Session = "user:7" }, Token)).Dispose();
        Assert.Equal(1, host.Services.GetRequiredService<IRedisAi>().Tensors.Count);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Model_that_replaces_a_registration_with_options_has_only_these()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi()
            .AddModel("chat", "models/chat.onnx", static model => model.Tag = "before")
            .AddModel("chat", Echo, static model => model.WarmUp = false);
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.Equal("", host.Services.GetRequiredService<IRedisAi>().Models.GetInfo("chat").Tag);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Options_may_come_from_the_configuration()
    {
        _test.AddFile("models/vad.fake");
        HostApplicationBuilder builder = _test.CreateBuilder("--Vad:Tag=blue");
        builder.Services.AddRedisAi()
            .AddBackend(static _ => new FakeBackend())
            .AddModel("vad", "models/vad.fake", static (services, model) => model.Tag = services.GetRequiredService<IConfiguration>()["Vad:Tag"]!);
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.Equal("blue", host.Services.GetRequiredService<IRedisAi>().Models.GetInfo("vad").Tag);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Options_that_come_late_say_whether_the_model_is_required()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi(static options => options.FailFast = true).AddModel("vad", "models/none.onnx", static (_, model) => model.Required = false);
        builder.Services.AddHealthChecks().AddRedisAi();
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.Equal(HealthStatus.Degraded, (await host.CheckHealthAsync()).Status);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Options_that_cannot_be_made_are_a_failure_to_load()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddModel("vad", _ => Echo, static (_, _) => throw new TimeZoneNotFoundException("Nowhere."));
        builder.Services.AddHealthChecks().AddRedisAi();
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.Equal((HealthStatus.Unhealthy, "vad: Nowhere."), ((await host.CheckHealthAsync()).Status, (await host.CheckHealthAsync()).Description));
        await host.StopAsync(Token);
    }

    private static TensorSpec Row(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1, 1]));
}
