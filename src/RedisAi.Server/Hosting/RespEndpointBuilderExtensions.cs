using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RedisAi;
using RedisAi.Server;
using RedisAi.Server.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds endpoints for Redis' and RedisAI's clients to an engine in a host.</summary>
public static class RespEndpointBuilderExtensions
{
    /// <summary>The name of the settings of the endpoint that was added first.</summary>
    internal const string FirstName = NamePrefix + "0";

    private const string NamePrefix = "resp";

    /// <summary>Adds an endpoint. It listens once the models and scripts of the host were loaded, and stops before the engine closes.</summary>
    /// <param name="builder">The builder that AddRedisAi gave.</param>
    /// <param name="port">The port; 0 for a free one, which <see cref="IRespEndpoint.Port"/> tells.</param>
    /// <param name="configure">Changes the settings, after those of the configuration section <c>RedisAi:Resp</c> were read. Null for none.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Several may be added; they serve the same keys. The keyspace that clients see becomes that of scripts, too, unless an <see cref="IKeyspace"/>
    /// was registered before. Settings that make no sense end the start of the host with an <see cref="OptionsValidationException"/>.
    /// </remarks>
    public static RedisAiBuilder AddRespEndpoint(this RedisAiBuilder builder, int port = 6379, Action<RespEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        ServerServices.Add(services);
        string name = $"{NamePrefix}{services.Count(static service => service.ServiceType == typeof(IRespEndpoint))}";
        services.AddOptions<RespEndpointOptions>(name)
            .Configure<IServiceProvider>(static (options, provider) => RespOptionsBinder.Bind(provider.GetService<IConfiguration>(), options))
            .Configure(options =>
            {
                options.Port = port;
                configure?.Invoke(options);
            })
            .ValidateOnStart();
        services.AddKeyedSingleton(name, (provider, _) => new RespEndpointService(provider, name));
        services.AddSingleton<IRespEndpoint>(provider => provider.GetRequiredKeyedService<RespEndpointService>(name));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<RespEndpointService>(name));
        return builder;
    }
}
