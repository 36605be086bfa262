using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RedisAi.Hosting.Tests;

public sealed class StartupTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TestHost _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Other_services_start_when_the_models_are_loaded()
    {
        using ManualResetEventSlim loaded = new();
        TaskCompletionSource loading = new();
        string? signature = null;
        _test.AddFile("models/vad.fake");
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddSingleton<IHostedService>(services => new StartProbe(
            () => signature = services.GetRequiredKeyedService<IModel>("vad").Signature.ToString()));
        builder.Services.AddRedisAi()
            .AddBackend(_ => new FakeBackend
            {
                OnLoad = (_, token) =>
                {
                    loading.SetResult();
                    loaded.Wait(token);
                },
            })
            .AddModel("vad", "models/vad.fake");
        using IHost host = builder.Build();

        Task started = host.StartAsync(Token);
        await loading.Task.WaitAsync(s_patience, Token);

        Assert.False(started.IsCompleted);
        Assert.Null(signature);

        loaded.Set();
        await started.WaitAsync(s_patience, Token);
        Assert.Equal(FakeBackend.Signature.ToString(), signature);
    }

    [Fact]
    public async Task Loading_is_logged()
    {
        _test.AddFile("vad.fake");
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddBackend(static _ => new FakeBackend()).AddModel("vad", "vad.fake").AddModel("none", "none.fake");
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.Contains("RedisAi[300]: 2 models, scripts and plans are to be loaded before the host is ready", _test.Log.Lines);
        Assert.Contains(_test.Log.Lines, static line => line.StartsWith("RedisAi[100]: Model 'vad' version 1 was loaded by FAKE", StringComparison.Ordinal));
        Assert.Contains("RedisAi[104]: Model 'none' could not be loaded", _test.Log.Lines);
        Assert.Contains(_test.Log.Lines, static line => line.StartsWith("RedisAi[301]: 1 of 2 models, scripts and plans are ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_to_load_is_not_logged()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi();
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.DoesNotContain(_test.Log.Lines, static line => line.StartsWith("RedisAi", StringComparison.Ordinal));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Models_load_side_by_side_but_not_all_at_once()
    {
        const int Models = 12;
        using Barrier pair = new(participantCount: 2);
        int loading = 0;
        ConcurrentBag<int> seen = [];
        HostApplicationBuilder builder = _test.CreateBuilder();
        RedisAiBuilder ai = builder.Services.AddRedisAi().AddBackend(_ => new FakeBackend
        {
            OnLoad = (_, token) =>
            {
                seen.Add(Interlocked.Increment(ref loading));
                Assert.True(pair.SignalAndWait(s_patience, token));
                Interlocked.Decrement(ref loading);
            },
        });
        for (int i = 0; i < Models; i++)
        {
            _test.AddFile($"{i}.fake");
            ai.AddModel($"{i}", $"{i}.fake");
        }

        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.Equal(Models, host.Services.GetRequiredService<IRedisAi>().Models.List().Count);
        Assert.InRange(seen.Max(), 2, 4);
    }

    [Fact]
    public async Task Relative_path_starts_at_the_content_root()
    {
        string? path = null;
        _test.AddFile("models/vad.fake");
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi()
            .AddBackend(_ => new FakeBackend { OnLoad = (content, _) => path = content.Path })
            .AddModel("vad", "models/vad.fake");
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.Equal(Path.Combine(_test.ContentRoot, "models", "vad.fake"), path);
    }

    [Fact]
    public async Task Relative_path_starts_beside_the_program_where_there_is_no_host()
    {
        ServiceCollection services = new();
        services.AddRedisAi(static options => options.FailFast = true).AddModel("vad", "models/none.fake");
        await using ServiceProvider provider = services.BuildServiceProvider();
        IHostedLifecycleService lifetime = provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>().Single();

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => lifetime.StartingAsync(Token));

        Assert.Contains(Path.Combine(AppContext.BaseDirectory, "models", "none.fake"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_may_come_from_a_service()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddSingleton(ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        builder.Services.AddRedisAi().AddModel("echo", static services => services.GetRequiredService<ModelSource>(), static model => model.Tag = "mine");
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.Equal("mine", host.Services.GetRequiredService<IRedisAi>().Models.GetInfo("echo").Tag);
    }

    [Fact]
    public async Task Last_model_under_a_key_counts()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddModel("vad", "models/none.onnx");

        #region hosting-replacement
        builder.Services.AddRedisAi()
            .AddModel("vad", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        #endregion

        builder.Services.AddHealthChecks().AddRedisAi();
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        ModelInfo info = host.Services.GetRequiredService<IRedisAi>().Models.GetInfo("vad");
        Assert.Equal(("FUNCTION", 1), (info.Backend, info.Version));
    }

    [Fact]
    public async Task Start_that_is_given_up_ends_the_loading()
    {
        using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _test.AddFile("vad.fake");
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi()
            .AddBackend(_ => new FakeBackend
            {
                OnLoad = (_, token) =>
                {
                    cancellation.Cancel();
                    token.WaitHandle.WaitOne(s_patience);
                    token.ThrowIfCancellationRequested();
                },
            })
            .AddModel("vad", "vad.fake");
        using IHost host = builder.Build();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StartAsync(cancellation.Token));

        Assert.DoesNotContain(_test.Log.Lines, static line => line.StartsWith("RedisAi[104]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Required_model_that_fails_ends_the_start_when_failing_fast()
    {
        FakeBackend backend = new();
        bool started = false;
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi(static options => options.FailFast = true).AddBackend(_ => backend).AddModel("vad", "models/none.fake");
        builder.Services.AddSingleton<IHostedService>(_ => new StartProbe(() => started = true));
        using (IHost host = builder.Build())
        {
            ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => host.StartAsync(Token));

            Assert.Contains("none.fake", error.Message, StringComparison.Ordinal);
        }

        Assert.False(started);
        Assert.Equal(1, backend.Disposals);
    }

    [Fact]
    public async Task Failing_fast_gives_up_the_other_models()
    {
        using ManualResetEventSlim loading = new();
        bool cancelled = false;
        _test.AddFile("slow.fake");
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi(static options => options.FailFast = true)
            .AddBackend(_ => new FakeBackend
            {
                OnLoad = (_, token) =>
                {
                    loading.Set();
                    cancelled = token.WaitHandle.WaitOne(s_patience);
                },
            })
            .AddModel("slow", "slow.fake")
            .AddModel("bad", _ =>
            {
                Assert.True(loading.Wait(s_patience));
                throw new TimeZoneNotFoundException("Nowhere.");
            });
        using IHost host = builder.Build();

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => host.StartAsync(Token));

        Assert.True(cancelled);
    }

    [Fact]
    public async Task Optional_model_that_fails_does_not_end_the_start_even_when_failing_fast()
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi(static options => options.FailFast = true).AddModel("vad", "none.onnx", static model => model.Required = false);
        builder.Services.AddHealthChecks().AddRedisAi();
        using IHost host = builder.Build();

        await host.StartAsync(Token);

        Assert.Contains("RedisAi[104]: Model 'vad' could not be loaded", _test.Log.Lines);
    }

    private sealed class StartProbe(Action start) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
