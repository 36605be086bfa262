using Microsoft.Extensions.Diagnostics.HealthChecks;
using RedisAi;
using RedisAi.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health check of the engine.</summary>
public static class RedisAiHealthChecksBuilderExtensions
{
    /// <summary>Adds a check of the models, scripts and plans that were added to the engine.</summary>
    /// <param name="builder">Where to add it.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">What is reported when a required model, script or plan is missing; null for <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags of the check; null for none.</param>
    /// <param name="timeout">How long the check may take; null for any time. It does not wait for anything.</param>
    /// <returns>The builder that was given.</returns>
    /// <remarks>
    /// <para>A required model or script that failed to load, is not loaded yet, or was deleted makes the check fail, with the reason; where
    /// <see cref="LoadOptions.Required"/> is false, it is <see cref="HealthStatus.Degraded"/>. A plan that could not be compiled, or is not compiled yet, counts as
    /// a required one. One that is stored under the same key
    /// later heals it. A model that serves, but could not be replaced by what it follows, is <see cref="HealthStatus.Degraded"/>, too.</para>
    /// <para>The data has <c>key.status</c> (<c>loaded</c>, <c>loading</c>, <c>failed</c> or <c>deleted</c>) for each model, and
    /// <c>key.version</c> where it is loaded; for each script <c>script:key.status</c> and <c>script:key.version</c>; for each plan <c>plan:name.status</c>. <c>key.concern</c> says what keeps a
    /// model that serves from being replaced.</para>
    /// </remarks>
    public static IHealthChecksBuilder AddRedisAi(
        this IHealthChecksBuilder builder,
        string name = "redisai",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.Add(new HealthCheckRegistration(
            name,
            Create,
            failureStatus,
            tags,
            timeout));
    }

    private static EngineHealthCheck Create(IServiceProvider services) => services.GetService<HostedLoads>() is { } loads
        ? new EngineHealthCheck(services.GetRequiredService<RedisAiEngine>(), loads)
        : throw new InvalidOperationException("The health check of RedisAi has no engine to check: call services.AddRedisAi() beside AddHealthChecks().AddRedisAi().");
}
