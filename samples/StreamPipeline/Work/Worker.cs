using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RedisAi.Samples.StreamPipeline.Work;

/// <summary>A worker: the model between two streams. An application has no more than this; how many processes of it there are is nobody's business but the machines'.</summary>
internal static class Worker
{
    /// <summary>What the process prints when the worker works.</summary>
    public const string ReadyLine = "ready";

    /// <param name="name">The name of the worker, which no other one has.</param>
    /// <param name="redis">Where Redis is.</param>
    public static IHost Build(string name, string redis)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRedisAi()
            .AddOnnxBackend()
            .AddRedisStore(redis, store =>
            {
                store.LeaseTime = Pipeline.Lease;
                store.Address = name;                               // what RoutingHintAsync tells of this worker's calls
            })
            .AddModel(VoiceModel.Key, VoiceModel.FilePath, VoiceModel.Configure)
            .AddStreamWorker(Pipeline.Input, Pipeline.Output, VoiceModel.Key, worker =>
            {
                worker.Group = Pipeline.Group;
                worker.Consumer = name;
                worker.ReadInputs = AudioWindow.ToInputs;
                worker.MaxFailures = 2;

                // A dead worker's list grows until its lease is over. While somebody has twice as many as this nobody reads on, and all calls would wait, not just those of the dead.
                worker.MaxInFlight = 2048;
                worker.DeadLetterStream = Pipeline.DeadLetters;
            });
        return builder.Build();
    }
}
