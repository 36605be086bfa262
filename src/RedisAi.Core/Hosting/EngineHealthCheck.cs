using Microsoft.Extensions.Diagnostics.HealthChecks;
using RedisAi.Persistence;

namespace RedisAi.Hosting;

/// <summary>Says whether the models, scripts and plans that were added to the host are there.</summary>
internal sealed class EngineHealthCheck(RedisAiEngine engine, HostedLoads loads) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(context.Registration.FailureStatus));

    private HealthCheckResult Check(HealthStatus failureStatus)
    {
        Dictionary<string, int> versions;
        try
        {
            versions = Versions().ToDictionary();
        }
        catch (ObjectDisposedException error)
        {
            return new HealthCheckResult(failureStatus, error.Message, error);
        }

        Dictionary<string, object> data = [];
        foreach ((string name, int version) in versions)
        {
            data[$"{name}.status"] = "loaded";
            if (version > 0)
            {
                data[$"{name}.version"] = version;
            }
        }

        // One that the application stored itself is as good as the one that the host failed to load.
        LoadState[] missing = [.. loads.States.Where(state => !versions.ContainsKey(state.Name))];
        foreach (LoadState state in missing)
        {
            data[$"{state.Name}.status"] = StatusOf(state);
        }

        // One that the host registers as well is told of as such; one that was stored or removed since is lost no more.
        RestoreFailure[] lost = [.. loads.NotRestored.Where(failure => !data.ContainsKey($"{NameOf(failure)}.status") && IsLost(failure))];
        foreach (RestoreFailure failure in lost)
        {
            data[$"{NameOf(failure)}.status"] = "failed";
        }

        // It serves, but not as it should.
        List<KeyValuePair<string, Exception>> concerns = [];
        foreach (LoadState state in loads.States)
        {
            if (versions.ContainsKey(state.Name) && state.Concern is { } concern)
            {
                concerns.Add(KeyValuePair.Create(state.Name, concern));
                data[$"{state.Name}.concern"] = concern.Message;
            }
        }

        foreach (RestoreFailure failure in engine.SharedCatalog?.Failures ?? [])
        {
            // What another process has stored; without it what served before serves on here, or nothing.
            data[$"{NameOf(failure)}.{(versions.ContainsKey(NameOf(failure)) ? "concern" : "status")}"] = versions.ContainsKey(NameOf(failure)) ? failure.Error.Message : "failed";
            concerns.Add(KeyValuePair.Create(NameOf(failure), failure.Error));
        }

        HealthStatus status = lost.Length > 0 || Array.Exists(missing, static state => state.IsRequired) ? failureStatus
            : missing.Length > 0 || concerns.Count > 0 ? HealthStatus.Degraded
            : HealthStatus.Healthy;
        string description = string.Join(
            ' ',
            [
                Describe(missing, versions.Count),
                .. lost.Select(static failure => $"{NameOf(failure)}: {failure.Error.Message}"),
                .. concerns.Select(static concern => $"{concern.Key}: {concern.Value.Message}"),
            ]);
        return new HealthCheckResult(status, description, FirstError(missing) ?? lost.FirstOrDefault()?.Error ?? concerns.FirstOrDefault().Value, data);
    }

    /// <summary>The names of all that serves, and their versions.</summary>
    private IEnumerable<KeyValuePair<string, int>> Versions() =>
        engine.Models.List().Select(static model => KeyValuePair.Create(model.Key, model.Version))
            .Concat(engine.Scripts.List().Select(static script => KeyValuePair.Create(ScriptRegistration.NameOf(script.Key), script.Version)))

            // Plans have no versions.
            .Concat(engine.Dags.List().Select(static plan => KeyValuePair.Create(DagRegistration.NameOf(plan.Name), 0)))

            // A model may be named like a script; then it is the model that health data tell of.
            .DistinctBy(static version => version.Key);

    private bool IsLost(RestoreFailure failure) => engine.Absences.Of(DurableItemName.Of(failure.Item.Kind), failure.Item.Key).Cause is not null;

    private static string NameOf(RestoreFailure failure) => failure.Item.Kind switch
    {
        DurableItemKind.Model => failure.Item.Key,
        DurableItemKind.Script => ScriptRegistration.NameOf(failure.Item.Key),
        _ => DagRegistration.NameOf(failure.Item.Key),
    };

    private string StatusOf(LoadState state) => ErrorOf(state) is not null ? "failed" : IsPending(state) ? "loading" : "deleted";

    private string Describe(LoadState[] missing, int present) =>
        missing.Length == 0 ? $"{present} models, scripts and plans are loaded." : string.Join(' ', missing.Select(Reason));

    private string Reason(LoadState state) => ErrorOf(state) is { } error ? $"{state.Name}: {error.Message}"
        : IsPending(state) ? $"{state.Name}: The {state.Kind} is not loaded yet."
        : $"{state.Name}: The {state.Kind} was deleted.";

    private Exception? FirstError(LoadState[] missing) =>
        missing.OrderByDescending(static state => state.IsRequired).Select(ErrorOf).FirstOrDefault(static error => error is not null);

    private bool IsPending(LoadState state) => engine.Absences.IsPending(state.Kind, state.Registration.Key);

    /// <summary>Why it was not loaded; null once somebody has stored it all the same.</summary>
    private Exception? ErrorOf(LoadState state) => engine.Absences.Of(state.Kind, state.Registration.Key).Cause;
}
