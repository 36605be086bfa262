using RedisAi.Samples.StreamPipeline.Processes;
using StackExchange.Redis;

namespace RedisAi.Samples.StreamPipeline.Watching;

/// <summary>Asks Redis how all is going.</summary>
internal sealed class Observer(IDatabase redis, CallOwners owners, WorkerPool workers)
{
    private readonly Rate _in = new();
    private readonly Rate _out = new();

    /// <param name="now">The time since the calls began.</param>
    /// <param name="calls">The calls that go on.</param>
    public async Task<Figures> TakeAsync(TimeSpan now, IReadOnlyList<string> calls)
    {
        await owners.AskAsync(calls);
        Task<long> written = redis.StreamLengthAsync(Pipeline.Input);
        Task<long> results = redis.StreamLengthAsync(Pipeline.Output);
        Task<long> dead = redis.StreamLengthAsync(Pipeline.DeadLetters);
        StreamConsumerInfo[] consumers = await redis.KeyExistsAsync(Pipeline.Input) ? await redis.StreamConsumerInfoAsync(Pipeline.Input, Pipeline.Group) : [];
        long pending = consumers.Sum(static consumer => (long)consumer.PendingMessageCount);

        // Nothing is removed from the streams, so that their lengths tell all.
        return new Figures(
            now,
            _in.Add(now, await written),
            _out.Add(now, await results),
            Math.Max(0, await written - await results - await dead - pending),
            pending,
            await dead,
            [.. workers.All.Select(worker => new WorkerFigures(
                worker.Name,
                worker.State,
                consumers.FirstOrDefault(consumer => consumer.Name == worker.Name).PendingMessageCount,
                owners.CountOf(worker.Name)))]);
    }
}
