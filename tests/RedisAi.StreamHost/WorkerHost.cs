using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RedisAi.Store.Redis;

namespace RedisAi.StreamHost;

/// <summary>A host with the model and a worker on it.</summary>
internal static class WorkerHost
{
    public const string Input = "in";
    public const string Output = "out";

    /// <summary>Makes the host.</summary>
    /// <param name="configuration">Where Redis is.</param>
    /// <param name="lease">The lease, and after how long a worker counts as dead.</param>
    /// <param name="configure">Changes the settings of the worker; null for none.</param>
    /// <param name="step">How long a run takes.</param>
    /// <param name="log">Where messages go; null for nowhere.</param>
    /// <param name="add">Adds more; null for nothing.</param>
    /// <param name="store">Changes the settings of the store; null for none.</param>
    /// <param name="tag">The hash tag that the names of the streams begin with, as a cluster needs one; empty for none.</param>
    public static IHost Create(
        string configuration,
        TimeSpan lease,
        Action<StreamWorkerOptions>? configure = null,
        TimeSpan step = default,
        ILoggerFactory? log = null,
        Action<RedisAiBuilder>? add = null,
        Action<RedisStoreOptions>? store = null,
        string tag = "")
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (log is not null)
        {
            builder.Services.AddSingleton(log);
        }

        builder.Services.AddHealthChecks().AddRedisAiStreams();
        RedisAiBuilder ai = builder.Services.AddRedisAi()
            .AddRedisStore(configuration, options =>
            {
                options.LeaseTime = lease;
                options.SessionTimeout = TimeSpan.FromSeconds(30);
                store?.Invoke(options);
            })
            .AddSumModel(step)
            .AddStreamWorker($"{tag}{Input}", $"{tag}{Output}", SumModel.Key, worker =>
            {
                worker.PollInterval = TimeSpan.FromMilliseconds(2);
                configure?.Invoke(worker);
            });
        add?.Invoke(ai);
        return builder.Build();
    }
}
