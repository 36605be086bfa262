using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Tells what the server is, how it is, and what it offers.</summary>
/// <param name="models">What is offered.</param>
/// <param name="options">The settings of the endpoint.</param>
/// <param name="guard">Refuses.</param>
/// <param name="health">The application's health checks; null where it has none.</param>
internal sealed class ServerHandlers(OfferedModels models, OpenInferenceOptions options, GuardedEndpoint guard, HealthCheckService? health)
{
    private const string ServerName = "redisai";

    private static readonly string s_version = typeof(ServerHandlers).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public Task MetadataAsync(HttpContext context) => JsonAnswer.SendAsync(context, options.AllowSequences, static (json, hasSequences) =>
    {
        json.WriteStartObject();
        json.WriteString("name", ServerName);
        json.WriteString("version", s_version);
        json.WriteStartArray("extensions");
        json.WriteStringValue("binary_tensor_data");
        json.WriteStringValue("parameters");
        json.WriteStringValue("model_configuration");
        if (hasSequences)
        {
            json.WriteStringValue("sequence");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Whether the process lives: it answers.</summary>
    public static Task LiveAsync(HttpContext context) => Task.CompletedTask;

    /// <summary>Whether all models are there that the application has added.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        if (await WhyNotReadyAsync(context.RequestAborted).ConfigureAwait(false) is { } reason)
        {
            await guard.RefuseAsync(context, new Failure(FailureKind.BadRequest, reason)).ConfigureAwait(false);
        }
    }

    /// <summary>The versions that answer calls, each of which was loaded and warmed before.</summary>
    public Task IndexAsync(HttpContext context) => JsonAnswer.SendAsync(context, models.List(), static (json, offered) =>
    {
        json.WriteStartArray();
        foreach (ModelInfo model in offered)
        {
            json.WriteStartObject();
            json.WriteString("name", model.Key);
            json.WriteString("version", ModelHandlers.NumberOf(model));
            json.WriteString("state", "READY");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public Task UnknownAsync(HttpContext context) =>
        guard.RefuseAsync(context, new Failure(FailureKind.NotFound, $"There is nothing at '{context.Request.Path}'; the Open Inference Protocol has /v2, /v2/health/ready and /v2/models/NAME/infer."));

    private async Task<string?> WhyNotReadyAsync(CancellationToken aborted)
    {
        try
        {
            _ = models.Engine.Models.List();
        }
        catch (ObjectDisposedException)
        {
            return "The server is shutting down.";
        }

        if (health is null)
        {
            return null;
        }

        HealthReport report = await health.CheckHealthAsync(check => check.Name == options.HealthCheck, aborted).ConfigureAwait(false);
        return report.Status == HealthStatus.Unhealthy ? $"The server is not ready: {string.Join(' ', report.Entries.Values.Select(static entry => entry.Description))}" : null;
    }
}
