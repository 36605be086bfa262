using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace RedisAi.Hosting.Tests;

public sealed class ScriptTests : IDisposable
{
    private const string Source = "def pre_process(x)\ndef post_process(x)\n";

    private readonly TestHost _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Script_is_compiled_before_the_host_is_ready_and_is_a_keyed_service()
    {
        AddScriptFile("scripts/imagenet.py", Source);
        using IHost host = CreateHost(static ai => ai.AddScript("imagenet", "scripts/imagenet.py", "pre_process", "post_process"));

        IScript before = host.Services.GetRequiredKeyedService<IScript>("imagenet");
        Assert.Throws<ScriptNotFoundException>(() => before.Functions);
        await host.StartAsync(Token);

        using AiTensor x = AiTensor.Scalar(1f);
        using ScriptResult result = before.Run("pre_process", [x]);
        Assert.Equal(1, result.AsSpan<float>(0)[0]);
        Assert.Equal(["pre_process", "post_process"], host.Services.GetRequiredService<IRedisAi>().Scripts.GetInfo("imagenet").EntryPoints);
    }

    [Fact]
    public async Task Options_of_a_script_are_applied_and_checked_at_once()
    {
        AddScriptFile("s.py", Source);
        using IHost host = CreateHost(static ai => ai.AddScript("s", "s.py", static script => script.Tag = "v2"));
        await host.StartAsync(Token);

        Assert.Equal("v2", host.Services.GetRequiredService<IRedisAi>().Scripts.GetInfo("s").Tag);
        Assert.Throws<ArgumentException>(() => CreateHost(static ai => ai.AddScript("s", "s.py", static script => script.Threads = 0)));
        Assert.Throws<ArgumentException>(() => CreateHost(static ai => ai.AddScript("s", "s.py", "a", "a")));
    }

    [Fact]
    public async Task Script_that_fails_is_unhealthy_with_the_reason_and_logged()
    {
        AddScriptFile("s.py", Source);
        using IHost host = CreateHost(static ai => ai.AddScript("s", "s.py", "rank"));
        await host.StartAsync(Token);

        HealthReportEntry health = await host.CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.StartsWith("script:s: The script 's' has no function 'rank'", health.Description, StringComparison.Ordinal);
        Assert.IsType<ScriptCompilationException>(health.Exception);
        Assert.Equal("failed", health.Data["script:s.status"]);
        Assert.Contains("RedisAi[108]: Script 's' could not be loaded", _test.Log.Lines);
    }

    [Fact]
    public async Task Optional_script_that_failed_is_degraded_and_one_that_is_stored_later_heals_it()
    {
        using IHost host = CreateHost(static ai => ai.AddScript("s", "none.py", static script => script.Required = false));
        await host.StartAsync(Token);

        HealthReportEntry sick = await host.CheckHealthAsync();
        await host.Services.GetRequiredService<IRedisAi>().Scripts.StoreAsync("s", ScriptSource.FromText(Source), cancellationToken: Token);
        HealthReportEntry healed = await host.CheckHealthAsync();

        Assert.Equal((HealthStatus.Degraded, HealthStatus.Healthy), (sick.Status, healed.Status));
        Assert.Contains("script:s: The script file '", sick.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_and_script_of_one_key_are_told_apart()
    {
        using IHost host = CreateHost(static ai => ai
            .AddModel("same", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]))
            .AddScript("same", ScriptSource.FromText(Source)));
        await host.StartAsync(Token);
        await host.Services.GetRequiredService<IRedisAi>().Scripts.DeleteAsync("same", Token);

        HealthReportEntry health = await host.CheckHealthAsync();

        Assert.Equal(("loaded", 1, "deleted"), (health.Data["same.status"], health.Data["same.version"], health.Data["script:same.status"]));
        Assert.Equal("script:same: The script was deleted.", health.Description);
    }

    [Fact]
    public async Task Script_that_is_added_again_replaces_the_first()
    {
        using IHost host = CreateHost(static ai => ai.AddScript("s", "none.py", "pre_process").AddScript("s", ScriptSource.FromText(Source)));
        await host.StartAsync(Token);

        HealthReportEntry health = await host.CheckHealthAsync();

        Assert.Equal((HealthStatus.Healthy, 1), (health.Status, health.Data["script:s.version"]));
    }

    [Fact]
    public async Task Required_script_that_fails_ends_the_start_with_fail_fast()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi(static options => options.FailFast = true).AddScript("s", ScriptSource.FromText(Source));
        using IHost host = builder.Build();

        ScriptCompilationException error = await Assert.ThrowsAsync<ScriptCompilationException>(() => host.StartAsync(Token));

        Assert.Contains("no backend that compiles scripts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keyspace_of_the_container_wins()
    {
        RecordingKeyspace registered = new();
        RecordingKeyspace option = new();
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddSingleton<IKeyspace>(registered);
        builder.Services.AddRedisAi(options => options.Keyspace = option).AddBackend(static _ => new FakeScriptBackend()).AddScript("s", ScriptSource.FromText(Source));
        using IHost host = builder.Build();
        await host.StartAsync(Token);

        host.Services.GetRequiredKeyedService<IScript>("s").Run("pre_process", [], keys: ["user:7"]).Dispose();

        Assert.Same(registered, host.Services.GetRequiredService<IRedisAi>().Keyspace);
        Assert.Equal(["SET user:7 seen"], registered.Commands);
        Assert.Empty(option.Commands);
    }

    private void AddScriptFile(string path, string text)
    {
        _test.AddFile(path);
        File.WriteAllText(Path.Combine(_test.ContentRoot, path), text);
    }

    private IHost CreateHost(Action<RedisAiBuilder> add)
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        add(builder.Services.AddRedisAi().AddBackend(static _ => new FakeScriptBackend()));
        builder.Services.AddHealthChecks().AddRedisAi();
        return builder.Build();
    }

    private sealed class RecordingKeyspace : IKeyspace
    {
        public List<string> Commands { get; } = [];

        public KeyspaceReply Execute(string command, ReadOnlySpan<string> arguments)
        {
            Commands.Add($"{command} {string.Join(' ', arguments.ToArray())}");
            return KeyspaceReply.Null;
        }
    }
}
