using System.Text.Json;

namespace RedisAi.MLflow.Rest.Messages;

/// <summary>An error: MLflow's, or with <see cref="Detail"/> that of the web framework below it.</summary>
internal sealed record ErrorMessage(string? ErrorCode, string? Message, JsonElement? Detail);
