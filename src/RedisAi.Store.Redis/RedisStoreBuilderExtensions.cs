using RedisAi;
using RedisAi.Store.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the store in Redis.</summary>
public static class RedisStoreBuilderExtensions
{
    /// <summary>Keeps the tensors of the engine in Redis or Valkey, where other processes have them, too; they share the sessions, each of which one process owns at a time.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configuration">Where the servers are: see <see cref="RedisStoreOptions.Configuration"/>.</param>
    /// <param name="configure">Sets the rest; called at once.</param>
    /// <returns>The builder that was given.</returns>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public static RedisAiBuilder AddRedisStore(this RedisAiBuilder builder, string configuration, Action<RedisStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(configuration);
        RedisStoreOptions options = new() { Configuration = configuration };
        configure?.Invoke(options);
        options.Validate();
        return builder.AddSharedStore(_ => new RedisTensorStore(options));
    }
}
