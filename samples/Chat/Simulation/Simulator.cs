using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.Samples.Chat.Conversations;
using RedisAi.Samples.Chat.Statistics;

namespace RedisAi.Samples.Chat.Simulation;

/// <summary>Simulates users of both models.</summary>
internal sealed class Simulator : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Crowd _merged;
    private readonly Crowd _alone;

    public Simulator(ConversationList conversations, IServiceProvider services, TimeProvider time, ILogger<Simulator> logger)
    {
        _merged = Crowd(ModelKeys.Merged);
        _alone = Crowd(ModelKeys.Alone);

        Crowd Crowd(string key) => new(key, conversations, services.GetRequiredKeyedService<ModelMeter>(key), time, logger, _stopping.Token);
    }

    public SimulationSettings Settings { get; private set; } = new(0, Merged: true, Alone: true);

    public void Apply(SimulationSettings settings)
    {
        Settings = settings;
        _merged.Resize(settings.Merged ? settings.Users : 0);
        _alone.Resize(settings.Alone ? settings.Users : 0);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Apply(Settings with { Users = 0 });
        await _stopping.CancelAsync();
        await Task.WhenAll(_merged.WhenEmptyAsync(), _alone.WhenEmptyAsync()).WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();
}
