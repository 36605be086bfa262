using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>The Torch backend, models and scripts in a host.</summary>
public sealed class HostingTests
{
    private const string Script = """
        import torch

        def pre_process(image):
            return redisAI.model_execute("add", [image, image], 1)[0] / 255.0

        def post_process(logits):
            return logits.argmax()
        """;

    [Fact]
    public async Task Script_and_model_of_a_host_are_ready_when_it_has_started()
    {
        using TemporaryFolder content = new();
        await File.WriteAllTextAsync(content["imagenet.py"], Script);
        using IHost host = CreateHost(content, static ai => ai
            .AddTorchBackend()
            .AddModel("add", TorchModels.PathOf("add16"))
            .AddScript("imagenet", "imagenet.py", "pre_process"));

        await host.StartAsync(TestContext.Current.CancellationToken);

        IScript script = host.Services.GetRequiredKeyedService<IScript>("imagenet");
        using AiTensor image = TorchModels.Filled(255, 4);
        using ScriptResult result = await script.RunAsync("pre_process", [image]);
        Assert.Equal([2, 2, 2, 2], result[0].ToArray<float>());
        Assert.Equal(["pre_process"], host.Services.GetRequiredService<IRedisAi>().Scripts.GetInfo("imagenet").EntryPoints);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Script_that_lacks_an_entry_point_is_not_served_and_the_reason_is_in_the_health_of_the_host()
    {
        using TemporaryFolder content = new();
        await File.WriteAllTextAsync(content["imagenet.py"], Script);
        using IHost host = CreateHost(content, static ai => ai.AddTorchBackend().AddScript("imagenet", "imagenet.py", "rank"));

        await host.StartAsync(TestContext.Current.CancellationToken);

        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        Assert.Contains("The script 'imagenet' has no function 'rank'", health.Entries["redisai"].Description, StringComparison.Ordinal);
        Assert.False(host.Services.GetRequiredService<IRedisAi>().Scripts.TryGet("imagenet", out _));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Path_of_the_library_is_asked_for_once_the_engine_is_made()
    {
        using TemporaryFolder content = new();
        int asked = 0;
        using IHost host = CreateHost(content, ai => ai.AddTorchBackend(options =>
        {
            asked++;
            options.LibraryPath = Interop.TorchRuntime.Load(null).Path;
        }));
        Assert.Equal(0, asked);

        _ = host.Services.GetRequiredService<IRedisAi>();

        Assert.Equal(1, asked);
    }

    private static IHost CreateHost(TemporaryFolder content, Action<RedisAiBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            ContentRootPath = content.Path,

            // Checks scopes, and that what is registered can be made.
            EnvironmentName = Environments.Development,
        });
        builder.Logging.ClearProviders();
        builder.Services.AddHealthChecks().AddRedisAi();
        configure(builder.Services.AddRedisAi());
        return builder.Build();
    }
}
