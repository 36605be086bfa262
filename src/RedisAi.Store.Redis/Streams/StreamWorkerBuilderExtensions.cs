using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using RedisAi;
using RedisAi.Store.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers workers on streams of Redis.</summary>
public static class StreamWorkerBuilderExtensions
{
    /// <summary>Runs a model or a plan over the messages of a stream, and writes what comes of it to another one, while the host runs.</summary>
    /// <param name="builder">The builder; it has a store in Redis, by <c>AddRedisStore</c>, whose servers have the streams.</param>
    /// <param name="input">The name of the stream to read, as it is in Redis: no prefix is added. It is made if it is not there.</param>
    /// <param name="output">The name of the stream for the outputs.</param>
    /// <param name="target">The name of a plan, or else the key of a model; whichever is there when a message is worked on.</param>
    /// <param name="configure">Changes the settings; called at once. Null for the defaults.</param>
    /// <returns>The builder that was given.</returns>
    /// <remarks>
    /// <para>After any crash each message has changed the states of its session exactly once, and its output is there exactly once: new states, position in the stream, output and
    /// acknowledgement are written in one step. A model or a function may run for a message more than once, though: what it does elsewhere, and what a plan persists under keys, happens again.</para>
    /// <para>The sessions of a stream are its workers': who calls their models with the same sessions elsewhere takes turns with them, and slows both down.</para>
    /// <para>On a cluster the streams have a hash tag, the same, as in <c>{orders}:in</c>; their sessions get it, too: the message's <c>42</c> is the session <c>{orders}:42</c>.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public static RedisAiBuilder AddStreamWorker(this RedisAiBuilder builder, string input, string output, string target, Action<StreamWorkerOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        return Add(builder, input, output, configure, engine => new StreamTargets(engine, target));
    }

    /// <summary>Runs a plan over the messages of a stream, as <see cref="AddStreamWorker(RedisAiBuilder, string, string, string, Action{StreamWorkerOptions}?)"/> does.</summary>
    /// <param name="builder">The builder; it has a store in Redis.</param>
    /// <param name="input">The name of the stream to read.</param>
    /// <param name="output">The name of the stream for the outputs.</param>
    /// <param name="plan">Gives the plan, of this host's engine; called when the host starts.</param>
    /// <param name="configure">Changes the settings; called at once. Null for the defaults.</param>
    /// <returns>The builder that was given.</returns>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public static RedisAiBuilder AddStreamWorker(this RedisAiBuilder builder, string input, string output, Func<IRedisAi, DagPlan> plan, Action<StreamWorkerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Add(builder, input, output, configure, engine => new StreamTargets(engine, plan(engine)));
    }

    /// <summary>Adds a check of the workers on streams.</summary>
    /// <param name="builder">Where to add it.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">What is reported when Redis has not answered for as long as makes a worker count as dead; null for <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags of the check; null for none.</param>
    /// <returns>The builder that was given.</returns>
    /// <remarks>
    /// A worker whose messages wait for a reason that is not theirs, such as a model that is not there, is degraded, with the reason. The data has <c>stream/group.lag</c>, <c>.pending</c> and
    /// <c>.in_flight</c> for each. It waits for nothing.
    /// </remarks>
    public static IHealthChecksBuilder AddRedisAiStreams(
        this IHealthChecksBuilder builder, string name = "redisai-streams", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.Add(new HealthCheckRegistration(
            name,
            static services => new StreamHealthCheck(services.GetRequiredService<StreamWorkers>()),
            failureStatus,
            tags));
    }

    private static RedisAiBuilder Add(RedisAiBuilder builder, string input, string output, Action<StreamWorkerOptions>? configure, Func<RedisAiEngine, StreamTargets> createTargets)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(input);
        ArgumentException.ThrowIfNullOrEmpty(output);
        StreamWorkerOptions options = new();
        configure?.Invoke(options);
        StreamWorkerOptionsCheck.ThrowIfSenseless(options, input, output);
        builder.Services.AddSingleton(new StreamWorkerRegistration(input, output, options.Copy(), createTargets));
        if (!builder.Services.Any(static service => service.ServiceType == typeof(StreamWorkers)))
        {
            builder.Services.AddSingleton<StreamWorkers>();
            builder.Services.AddSingleton<IHostedService>(static services => services.GetRequiredService<StreamWorkers>());
        }

        return builder;
    }
}
