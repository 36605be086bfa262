using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RedisAi;
using RedisAi.Hosting;
using RedisAi.MLflow;
using RedisAi.MLflow.Hosting;
using RedisAi.MLflow.Settings;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds MLflow's servers and deployments to an engine in a host.</summary>
public static class MlflowBuilderExtensions
{
    /// <summary>Adds <see cref="MlflowClient"/>, <see cref="MlflowDeployments"/> to the engine, and the <see cref="ScoringContracts"/> that they share with endpoints, as singletons. Adding them again only adds settings.</summary>
    /// <param name="builder">The builder that AddRedisAi gave.</param>
    /// <param name="configure">Changes the settings, after those of <see cref="MlflowClientOptions.FromEnvironment"/> and then those of the configuration section <c>RedisAi:Mlflow</c> were read. Null for none.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// The client takes the time and its log from the container. What the application has registered of the three types itself stays. Settings that make no sense end the start of the host with
    /// an <see cref="OptionsValidationException"/>, and variables of the environment with an <see cref="MlflowException"/>. No server is asked before the first call.
    /// </remarks>
    public static RedisAiBuilder AddMlflow(this RedisAiBuilder builder, Action<MlflowClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        if (!services.Any(static service => service.ImplementationType == typeof(MlflowOptionsCheck)))
        {
            AddServices(services);
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        return builder;
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(new OtherSettings("Mlflow"));
        services.AddOptions<MlflowClientOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<MlflowClientOptions>, MlflowOptionsCheck>();

        // Settings are applied in the order of their registration, and code wins, also code that came before this call.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<MlflowClientOptions>>(
            static provider => new MlflowOptionsBinder(MlflowEnvironment.OfProcess(), provider.GetService<IConfiguration>())));

        services.TryAddSingleton<ScoringContracts>();
        services.TryAddSingleton(static provider => new MlflowClient(
            provider.GetRequiredService<IOptions<MlflowClientOptions>>().Value, provider.GetService<TimeProvider>(), provider.GetService<ILoggerFactory>()));
        services.TryAddSingleton(static provider => new MlflowDeployments(
            provider.GetRequiredService<IRedisAi>(),
            provider.GetRequiredService<MlflowClient>(),
            provider.GetRequiredService<ScoringContracts>(),
            provider.GetService<ILoggerFactory>()));
    }
}
