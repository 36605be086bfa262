using RedisAi.Samples.Sound;
using RedisAi.Samples.StreamPipeline.Calls;
using RedisAi.Samples.StreamPipeline.Checking;
using RedisAi.Samples.StreamPipeline.Processes;
using RedisAi.Samples.StreamPipeline.Watching;
using RedisAi.Store.Redis;
using StackExchange.Redis;

namespace RedisAi.Samples.StreamPipeline;

/// <summary>All of it: Redis, two workers, calls, a picture, a worker that dies, and the check of what has come out.</summary>
internal sealed class Demonstration(Terminal terminal, Options options, TimeProvider time)
{
    /// <returns>Whether all came out as it should.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Recording recording = WavFile.Read(Path.Combine(AppContext.BaseDirectory, "audio", "speech.wav"));
        using RedisProcess redis = await RedisProcess.StartAsync(time, cancellationToken);
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(redis.Configuration);
        using WorkerPool workers = new(redis.Configuration);
        await terminal.Out.WriteLineAsync($"redis-server listens on {redis.Configuration}; two workers start, whose calls wait {Pipeline.Lease.TotalSeconds:0} s for another one when they die.");
        await Task.WhenAll(workers.Start().WorksAsync(cancellationToken), workers.Start().WorksAsync(cancellationToken));

        Callers callers = new(connection.GetDatabase(), recording, options.Calls, time);
        await using (RedisAiEngine asker = Asker(redis.Configuration))
        {
            Observer observer = new(connection.GetDatabase(), new CallOwners(asker), workers);
            await new Performance(terminal, options, observer, workers, callers, time).RunAsync(cancellationToken);
        }

        await workers.StopAsync(cancellationToken);
        await using Reference reference = await Reference.LoadAsync(cancellationToken);
        Promise promise = await Promise.ReadAsync(connection.GetDatabase(), reference, cancellationToken);
        Verdict verdict = await new OutputCheck(connection.GetDatabase(), promise).RunAsync();
        verdict.Write(terminal.Out);
        return verdict.IsGood;
    }

    /// <summary>An engine without models, which knows where sessions are.</summary>
    private static RedisAiEngine Asker(string redis) =>
        new(new RedisAiOptions { SharedStore = new RedisTensorStore(new RedisStoreOptions { Configuration = redis, LeaseTime = Pipeline.Lease }) }, []);
}
