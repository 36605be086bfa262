using System.Text.Json;

namespace RedisAi.MLflow.Flavours;

/// <summary>How a folder wants its model to be run, as options of the engine.</summary>
/// <param name="Threads">How many threads a run may use; null for the engine's choice.</param>
/// <param name="BackendOptions">The backend's name for its settings, and the settings as data; null for none.</param>
internal sealed record RunSettings(int? Threads, (string Name, JsonElement Settings)? BackendOptions)
{
    public static RunSettings None { get; } = new(null, null);

    /// <summary>What options say of the same matters.</summary>
    public RunSettings Among(ModelOptions options) =>
        new(options.Threads, BackendOptions is var (name, _) && options.FindBackendOptions(name) is { } present ? (name, present) : null);

    public void ApplyTo(ModelOptions options)
    {
        options.Threads = Threads ?? options.Threads;
        if (BackendOptions is var (name, settings))
        {
            options.SetBackendOptions(name, settings);
        }
    }
}
