using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RedisAi;
using RedisAi.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the engine with a service collection.</summary>
public static class RedisAiServiceCollectionExtensions
{
    /// <summary>Adds the engine: <see cref="IRedisAi"/>, which is a <see cref="RedisAiEngine"/>, as a singleton. Adding it again only adds settings.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="configure">Changes the settings, after those of the configuration section <c>RedisAi</c> were read where there is a configuration. Null for none.</param>
    /// <returns>A builder on which backends, models, scripts and plans are added.</returns>
    /// <remarks>
    /// <para>In a host the settings are checked when it starts, then the models and scripts that were added are loaded and the plans compiled, and only then do the
    /// application's own services and its web server start. When the host stops, the engine closes after them, as
    /// <see cref="RedisAiOptions.ShutdownTimeout"/> says.</para>
    /// <para>The engine takes the time from a registered <see cref="TimeProvider"/>, its keyspace from a registered <see cref="IKeyspace"/>, and its
    /// logger and meter from the container.</para>
    /// </remarks>
    public static RedisAiBuilder AddRedisAi(this IServiceCollection services, Action<RedisAiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(static service => service.ServiceType == typeof(HostedLoads)))
        {
            AddEngine(services);
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        return new RedisAiBuilder(services);
    }

    private static void AddEngine(IServiceCollection services)
    {
        services.AddOptions<RedisAiOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisAiOptions>, RedisAiOptionsValidator>());

        // Settings are applied in the order of their registration, and code wins, also code that came before this call.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<RedisAiOptions>, RedisAiOptionsBinder>());

        services.TryAddSingleton(EngineFactory.Create);
        services.TryAddSingleton<IRedisAi>(static provider => provider.GetRequiredService<RedisAiEngine>());
        services.AddSingleton<HostedLoads>();
        services.AddHostedService<EngineLifetime>();
    }
}
