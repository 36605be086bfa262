using Microsoft.Extensions.Logging;
using RedisAi.Diagnostics;
using RedisAi.Models;

namespace RedisAi.Hosting;

/// <summary>A model that was added to a service collection.</summary>
/// <param name="Key">The key to store it under.</param>
/// <param name="CreateSource">Says where the model comes from.</param>
/// <param name="ModelOptions">How to load and run it.</param>
internal sealed record ModelRegistration(string Key, Func<IServiceProvider, ModelSource> CreateSource, ModelOptions ModelOptions)
    : LoadRegistration(RunSubject.Model, Key, ModelOptions.Required)
{
    public override string Name => Key;

    public override Task LoadAsync(RedisAiEngine engine, IServiceProvider services, CancellationToken cancellationToken) =>
        engine.Models.StoreAsync(Key, CreateSource(services), ModelOptions, cancellationToken);

    public override void LogFailure(ILogger logger, Exception error) => logger.ModelLoadFailed(error, Key);
}
