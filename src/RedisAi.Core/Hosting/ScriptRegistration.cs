using Microsoft.Extensions.Logging;
using RedisAi.Diagnostics;
using RedisAi.Scripts;

namespace RedisAi.Hosting;

/// <summary>A script that was added to a service collection.</summary>
/// <param name="Key">The key to store it under.</param>
/// <param name="CreateSource">Says where the script comes from.</param>
/// <param name="ScriptOptions">How to compile and run it.</param>
internal sealed record ScriptRegistration(string Key, Func<IServiceProvider, ScriptSource> CreateSource, ScriptOptions ScriptOptions)
    : LoadRegistration(RunSubject.Script, Key, ScriptOptions.Required)
{
    public override string Name => NameOf(Key);

    /// <summary>How health data calls the script under a key.</summary>
    public static string NameOf(string key) => $"script:{key}";

    public override Task LoadAsync(RedisAiEngine engine, IServiceProvider services, LoadState state, CancellationToken cancellationToken) =>
        engine.ScriptRegistry.StoreRegisteredAsync(Key, CreateSource(services), ScriptOptions, cancellationToken);

    public override void LogFailure(ILogger logger, Exception error) => logger.ScriptLoadFailed(error, Key);
}
