using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RedisAi.Backends;
using RedisAi.Errors;

namespace RedisAi.Hosting;

/// <summary>Makes the engine of a container from what is registered there.</summary>
internal static class EngineFactory
{
    public static RedisAiEngine Create(IServiceProvider services)
    {
        RedisAiOptions options = services.GetRequiredService<IOptions<RedisAiOptions>>().Value;
        List<IBackend> backends = [];
        try
        {
            foreach (BackendRegistration registration in services.GetServices<BackendRegistration>())
            {
                backends.Add(registration.Create(services)
                    ?? throw new InvalidOperationException($"The delegate that was added for the backend {registration.Type.Name} returned null."));
            }

            RedisAiEngine engine = new(
                options,
                backends,
                services.GetService<IKeyspace>(),
                services.GetService<TimeProvider>(),
                services.GetService<ILoggerFactory>(),
                services.GetService<IMeterFactory>(),
                storage: services.GetService<StorageRegistration>()?.Create(services),
                importers: services.GetServices<IModelImporter>(),
                shared: services.GetService<SharedStoreRegistration>()?.Create(services));
            foreach (LoadRegistration registration in services.GetServices<LoadRegistration>())
            {
                engine.Absences.Expect(registration.Kind, registration.Key);
            }

            return engine;
        }
        catch
        {
            // There is no engine that would own those already made. What comes out is why.
            Disposal.TryAll(backends);
            throw;
        }
    }
}
