using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RedisAi.Hosting;

/// <summary>Says whether the models that were added to the host are there.</summary>
internal sealed class EngineHealthCheck(RedisAiEngine engine, HostedModels models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(context.Registration.FailureStatus));

    private HealthCheckResult Check(HealthStatus failureStatus)
    {
        Dictionary<string, ModelInfo> present;
        try
        {
            present = engine.Models.List().ToDictionary(static info => info.Key);
        }
        catch (ObjectDisposedException error)
        {
            return new HealthCheckResult(failureStatus, error.Message, error);
        }

        Dictionary<string, object> data = [];
        foreach (ModelInfo info in present.Values)
        {
            data[$"{info.Key}.status"] = "loaded";
            data[$"{info.Key}.version"] = info.Version;
        }

        // A model that the application stored itself is as good as the one that the host failed to load.
        ModelLoadState[] missing = [.. models.States.Where(state => !present.ContainsKey(state.Key))];
        foreach (ModelLoadState state in missing)
        {
            data[$"{state.Key}.status"] = StatusOf(state);
        }

        HealthStatus status = missing.Length == 0 ? HealthStatus.Healthy
            : Array.Exists(missing, static state => state.IsRequired) ? failureStatus
            : HealthStatus.Degraded;
        return new HealthCheckResult(status, Describe(missing, present.Count), FirstError(missing), data);
    }

    private static string StatusOf(ModelLoadState state) => state switch
    {
        { Error: not null } => "failed",
        { Succeeded: true } => "deleted",
        _ => "loading",
    };

    private static string Describe(ModelLoadState[] missing, int present) =>
        missing.Length == 0 ? $"{present} models are loaded." : string.Join(' ', missing.Select(Reason));

    private static string Reason(ModelLoadState state) => state switch
    {
        { Error: { } error } => $"{state.Key}: {error.Message}",
        { Succeeded: true } => $"{state.Key}: The model was deleted.",
        _ => $"{state.Key}: The model is not loaded yet.",
    };

    private static Exception? FirstError(ModelLoadState[] missing) =>
        missing.OrderByDescending(static state => state.IsRequired).Select(static state => state.Error).FirstOrDefault(static error => error is not null);
}
