using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RedisAi.Store.Redis;

/// <summary>Says whether the workers on streams get on.</summary>
internal sealed class StreamHealthCheck(StreamWorkers workers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check(context.Registration.FailureStatus));

    private HealthCheckResult Check(HealthStatus failureStatus)
    {
        Dictionary<string, object> data = [];
        List<string> concerns = [];
        HealthStatus status = HealthStatus.Healthy;
        Exception? trouble = null;
        foreach (StreamWorker worker in workers.List)
        {
            StreamWorkerStatus state = worker.Status;
            string name = $"{state.Stream}/{state.Group}";
            data[$"{name}.in_flight"] = worker.InFlight;
            if (state.Pulse is { } pulse)
            {
                data[$"{name}.lag"] = pulse.Lag;
                data[$"{name}.pending"] = pulse.Pending;
            }

            if (state.IsCutOff)
            {
                status = failureStatus;
                concerns.Add($"{name}: Redis does not answer, and others count this worker as dead. {state.Trouble?.Message}".TrimEnd());
            }
            else if (state.Trouble is { } error)
            {
                status = status == HealthStatus.Healthy ? HealthStatus.Degraded : status;
                concerns.Add($"{name}: {error.Message}");
            }

            trouble ??= state.Trouble;
        }

        return new HealthCheckResult(status, concerns.Count == 0 ? $"{workers.List.Count} workers on streams get on." : string.Join(' ', concerns), trouble, data);
    }
}
