using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Samples.Chat.Conversations;

namespace RedisAi.Samples.Chat.Statistics;

/// <summary>Takes the figures of both models each second.</summary>
internal sealed class StatisticsClock : BackgroundService
{
    /// <summary>How many exchanges of each model are overheard.</summary>
    private const int Overheard = 4;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly IRedisAi _ai;
    private readonly ConversationList _conversations;
    private readonly TimeProvider _time;
    private readonly ModelMeter[] _meters;
    private readonly EngineListener _listener;

    /// <summary>Redis would go through all its keys to count them: not each second.</summary>
    private readonly bool _isShared;

    public StatisticsClock(IRedisAi ai, ConversationList conversations, IServiceProvider services, IMeterFactory meters, TimeProvider time)
    {
        _ai = ai;
        _isShared = ai.Tensors is SharedTensorStore;
        _conversations = conversations;
        _time = time;
        _meters = [.. ModelKeys.All.Select(services.GetRequiredKeyedService<ModelMeter>)];
        _listener = new EngineListener(_meters, meters);
    }

    public StatisticsSnapshot Latest { get; private set; } = new(0, 0, 0, [], []);

    public override void Dispose()
    {
        _listener.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(s_interval, _time);
        long taken = _time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            long now = _time.GetTimestamp();
            Latest = Take(_time.GetElapsedTime(taken, now));
            taken = now;
            _conversations.DropForgotten();
        }
    }

    private StatisticsSnapshot Take(TimeSpan elapsed)
    {
        Conversation[] conversations = [.. _conversations.All];
        return new StatisticsSnapshot(
            Latest.Number + 1,
            _isShared ? 0 : _ai.Tensors.Count,
            _isShared ? 0 : _ai.Tensors.ByteLength,
            [.. _meters.Select(meter => Take(meter, conversations.Count(one => one.ModelKey == meter.Key), elapsed))],
            [.. ModelKeys.All.SelectMany(key => Overhear(conversations, key))]);
    }

    private ModelStatistics Take(ModelMeter meter, int conversations, TimeSpan elapsed)
    {
        ModelInterval interval = meter.Take();
        BatchingInfo batching = _ai.Models.GetInfo(meter.Key).Batching;
        return new ModelStatistics(
            meter.Key,
            batching.IsMerged,
            batching.Reason,
            conversations,
            interval.Latency.Count / elapsed.TotalSeconds,
            interval.Answers / elapsed.TotalSeconds,
            interval.Latency.Percentile(0.50) * 1000,
            interval.Latency.Percentile(0.99) * 1000,
            interval.MeanBatch,
            interval.BatchSizes,
            interval.Failures,
            meter.Asked,
            meter.Remembered);
    }

    private static IEnumerable<OverheardExchange> Overhear(Conversation[] conversations, string key) => conversations
        .Where(one => one.IsSimulated && one.ModelKey == key && one.Last.Answer.Length > 0)
        .OrderBy(static one => one.IdleTime)
        .Take(Overheard)
        .Select(static one => new OverheardExchange(one.Id, one.ModelKey, one.Last));
}
