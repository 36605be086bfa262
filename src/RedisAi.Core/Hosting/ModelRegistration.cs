using Microsoft.Extensions.Logging;
using RedisAi.Diagnostics;
using RedisAi.Models;

namespace RedisAi.Hosting;

/// <summary>A model that was added to a service collection.</summary>
/// <param name="Key">The key to store it under.</param>
/// <param name="CreateSource">Says where the model comes from.</param>
/// <param name="ModelOptions">How to load and run it.</param>
/// <param name="Configure">Changes these when it is loaded; null when they are all.</param>
/// <param name="IsKept">Whether the options are those of a registration before, which may have been of a model of another kind.</param>
internal sealed record ModelRegistration(
    string Key, Func<IServiceProvider, ModelSource> CreateSource, ModelOptions ModelOptions, Action<IServiceProvider, ModelOptions>? Configure = null, bool IsKept = false)
    : LoadRegistration(RunSubject.Model, Key, ModelOptions.Required)
{
    public override string Name => Key;

    public override Task LoadAsync(RedisAiEngine engine, IServiceProvider services, LoadState state, CancellationToken cancellationToken)
    {
        // A copy, since several hosts may be made of one collection.
        ModelOptions options = ModelOptions.Copy();
        Configure?.Invoke(services, options);
        state.IsRequired = options.Required;
        ModelSource source = CreateSource(services);
        if (IsKept)
        {
            options = ChosenOptions.For(source, options);
        }

        return engine.ModelRegistry.StoreRegisteredAsync(Key, source, options, state.Failures, cancellationToken);
    }

    public override void LogFailure(ILogger logger, Exception error) => logger.ModelLoadFailed(error, Key);
}
