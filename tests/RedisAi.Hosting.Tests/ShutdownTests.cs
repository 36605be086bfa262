using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Testing;

namespace RedisAi.Hosting.Tests;

public sealed class ShutdownTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TestHost _test = new();
    private readonly AiTensor _one = AiTensor.Scalar(1f);
    private readonly TaskCompletionSource _running = new();
    private readonly ManualResetEventSlim _mayEnd = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _mayEnd.Dispose();
        _one.Dispose();
        _test.Dispose();
    }

    [Fact]
    public async Task Running_call_is_awaited_and_new_calls_are_refused()
    {
        using IHost host = CreateHost((inputs, _) =>
        {
            _running.SetResult();
            Assert.True(_mayEnd.Wait(s_patience, CancellationToken.None));
            return [inputs[0]];
        });
        await host.StartAsync(Token);
        IModel model = host.Services.GetRequiredKeyedService<IModel>("slow");
        Task<float> call = Task.Run(() => Run(model), Token);
        await _running.Task.WaitAsync(s_patience, Token);

        Task stopped = host.StopAsync(Token);
        await RefusesAsync(host);

        Assert.Throws<ObjectDisposedException>(() => Run(model));
        Assert.False(stopped.IsCompleted);

        _mayEnd.Set();
        Assert.Equal(1f, await call);
        await stopped.WaitAsync(s_patience, Token);
    }

    [Fact]
    public async Task Call_that_takes_too_long_is_stopped()
    {
        using IHost host = CreateHost(
            (inputs, stop) =>
            {
                _running.SetResult();
                Assert.True(stop.WaitHandle.WaitOne(s_patience));
                stop.ThrowIfCancellationRequested();
                return [inputs[0]];
            },
            shutdownTimeout: TimeSpan.FromMilliseconds(50));
        await host.StartAsync(Token);
        IModel model = host.Services.GetRequiredKeyedService<IModel>("slow");
        Task<float> call = Task.Run(() => Run(model), Token);
        await _running.Task.WaitAsync(s_patience, Token);

        await host.StopAsync(Token).WaitAsync(s_patience, Token);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        Assert.Contains(_test.Log.Lines, static line => line.StartsWith("RedisAi[110]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_that_has_no_time_left_asks_running_calls_to_stop_and_does_not_wait()
    {
        IHost host = CreateHost(
            (inputs, cancellationToken) =>
            {
                _running.SetResult();
                Assert.True(cancellationToken.WaitHandle.WaitOne(s_patience));
                return [inputs[0]];
            },
            shutdownTimeout: s_patience);
        await host.StartAsync(Token);
        IModel model = host.Services.GetRequiredKeyedService<IModel>("slow");
        Task<float> call = Task.Run(() => Run(model), Token);
        await _running.Task.WaitAsync(s_patience, Token);

        await host.StopAsync(new CancellationToken(canceled: true));

        Assert.Contains(_test.Log.Lines, static line => line.StartsWith("RedisAi[302]", StringComparison.Ordinal));
        Assert.Throws<ObjectDisposedException>(() => Run(model));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    [Fact]
    public async Task Service_that_is_stopping_can_still_call_models()
    {
        float answer = 0;
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddSingleton<IHostedService>(services => new StopProbe(
            () => answer = Run(services.GetRequiredKeyedService<IModel>("echo"))));
        builder.Services.AddRedisAi().AddModel("echo", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        using IHost host = builder.Build();
        await host.StartAsync(Token);

        await host.StopAsync(Token);

        Assert.Equal(1f, answer);
    }

    [Fact]
    public async Task Container_may_dispose_what_the_stop_has_closed()
    {
        FakeBackend backend = new();
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddBackend(_ => backend);
        IHost host = builder.Build();
        await host.StartAsync(Token);

        await host.StopAsync(Token);
        Assert.Equal(1, backend.Disposals);

        await ((IAsyncDisposable)host).DisposeAsync();
        Assert.Equal(1, backend.Disposals);
    }

    [Fact]
    public async Task Host_that_never_started_stops_without_making_an_engine()
    {
        int made = 0;
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services.AddRedisAi().AddBackend(_ =>
        {
            made++;
            return new FakeBackend();
        });
        using (IHost host = builder.Build())
        {
            await host.StopAsync(Token);
        }

        Assert.Equal(0, made);
    }

    private float Run(IModel model)
    {
        using ModelResult result = model.Run([_one], cancellationToken: CancellationToken.None);
        return result.AsSpan<float>(0)[0];
    }

    private IHost CreateHost(CancellableModelFunction function, TimeSpan? shutdownTimeout = null)
    {
        HostApplicationBuilder builder = _test.CreateBuilder();
        builder.Services
            .AddRedisAi(options => options.ShutdownTimeout = shutdownTimeout ?? options.ShutdownTimeout)
            .AddModel("slow", ModelSource.FromFunction(["x"], ["y"], function));
        return builder.Build();
    }

    /// <summary>Waits until the engine has begun to close.</summary>
    private static Task RefusesAsync(IHost host)
    {
        IModelRegistry models = host.Services.GetRequiredService<IRedisAi>().Models;
        return Eventually.HoldsAsync(() => Record.Exception(models.List) is ObjectDisposedException, "the engine refuses calls");
    }

    private sealed class StopProbe(Action stop) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            stop();
            return Task.CompletedTask;
        }
    }
}
