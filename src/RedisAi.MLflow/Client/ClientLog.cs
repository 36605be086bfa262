using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Client;

/// <summary>What is said of downloads and runs. Event ids: see RestLog.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(510, LogLevel.Information, "The model '{Model}' was downloaded: {Files} files, {Bytes} bytes, {ElapsedMs:F0} ms")]
    public static partial void Downloaded(this ILogger logger, string model, int files, long bytes, double elapsedMs);
}
