using RedisAi;
using RedisAi.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Loads what was added to the engine where there is no host that would: in tests and console tools.</summary>
public static class RedisAiServiceProviderExtensions
{
    /// <summary>Checks the settings, loads the models and scripts that were added, and compiles the plans, as a host does when it starts.</summary>
    /// <param name="services">A provider of a collection that the engine was added to; it disposes the engine when it is disposed.</param>
    /// <param name="cancellationToken">Gives up; what is loaded by then stays.</param>
    /// <returns>Ends when each is ready or has failed. What is loaded already is not loaded again, so calling this in a host, or twice, does no harm.</returns>
    /// <remarks>
    /// One that fails is logged, and what asks for it later is told why. With <see cref="RedisAiOptions.FailFast"/> the first required one that
    /// fails ends this with its exception.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The engine was not added.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting makes no sense.</exception>
    public static Task LoadRedisAiAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        HostedLoads loads = services.GetService<HostedLoads>() ?? throw new InvalidOperationException("There is no engine to load models into: call services.AddRedisAi() first.");
        return loads.LoadAsync(services.GetRequiredService<RedisAiEngine>(), cancellationToken);
    }
}
