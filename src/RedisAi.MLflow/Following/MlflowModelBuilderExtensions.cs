using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using RedisAi;
using RedisAi.MLflow;
using RedisAi.MLflow.Following;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers models that follow a registry of MLflow's.</summary>
public static class MlflowModelBuilderExtensions
{
    /// <summary>Adds a model that an address of MLflow's leads to. It is fetched, checked, loaded and warmed before the host is ready, and replaced when the address leads elsewhere.</summary>
    /// <param name="builder">The builder that AddRedisAi gave.</param>
    /// <param name="key">The key. A model that was added under the same key before is not loaded: the last one counts, so that tests can replace it.</param>
    /// <param name="uri">The address, as <see cref="MlflowUri"/> reads it, such as <c>models:/resnet@champion</c>.</param>
    /// <param name="refresh">How often it is asked where the address leads, at most a day; null for once, at the start.</param>
    /// <param name="configure">Sets how the model is loaded, run and replaced; called at once. Null for the defaults.</param>
    /// <returns>The builder that was given.</returns>
    /// <remarks>
    /// <para>A new version is downloaded, compared with its signature, warmed and tried on the example that it was logged with, while the one before serves; then it is swapped in, or answers a
    /// share of the calls first (<see cref="MlflowModelOptions.Canary"/>). When anything fails, the one before stays, and health is Degraded with the reason. What was refused is not fetched
    /// again until the address leads elsewhere or <see cref="MlflowFollower.RefreshAsync"/> asks for it.</para>
    /// <para>When the host starts and the registry does not answer in time, or what it has is refused, the version serves that was good last, if the cache has it, and health is Degraded. Without
    /// one the model counts as one that failed to load, and comes as soon as it can be had.</para>
    /// <para>The settings of the client are those of <c>AddMlflow</c>, which this calls. Constructors and handlers get the model as a keyed service: <c>[FromKeyedServices("key")] IModel</c>.</para>
    /// </remarks>
    /// <exception cref="MlflowException">The address is none.</exception>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public static RedisAiBuilder AddMlflowModel(this RedisAiBuilder builder, string key, string uri, TimeSpan? refresh = null, Action<MlflowModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(key);
        MlflowUri.Parse(uri);
        MlflowModelOptions options = new();
        configure?.Invoke(options);
        options.Validate(refresh);

        builder.AddMlflow();
        builder.Services.TryAddSingleton<MlflowFollower>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FollowingService>());
        return builder.Add(new MlflowModelRegistration(new FollowedAddress(key, uri, refresh, options)));
    }
}
