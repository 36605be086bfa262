using Microsoft.Extensions.Logging;

namespace RedisAi.Persistence;

/// <summary>What is said of a durable store. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(124, LogLevel.Error, "What has changed could not be written to the {Storage}; it is tried again in {IntervalMs} ms")]
    public static partial void StorageFailed(this ILogger logger, Exception error, string storage, double intervalMs);

    [LoggerMessage(125, LogLevel.Critical, "What has changed since the last write is lost: the engine closes, and it could not be written to the {Storage}")]
    public static partial void StorageLost(this ILogger logger, Exception error, string storage);

    [LoggerMessage(126, LogLevel.Information, "The {Kind} '{Key}', version {Version}, is not kept in the {Storage}: {Reason}. It will not be there after a restart")]
    public static partial void NotKept(this ILogger logger, string kind, string key, int version, string storage, string reason);

    [LoggerMessage(127, LogLevel.Error, "The {Kind} '{Key}', version {Version}, could not be brought back from the {Storage}; it stays there, and the next start tries it again")]
    public static partial void NotRestored(this ILogger logger, Exception error, string kind, string key, int version, string storage);

    [LoggerMessage(128, LogLevel.Information, "{Models} models, {Scripts} scripts and {Plans} plans came back from the {Storage} in {ElapsedMs:F0} ms")]
    public static partial void Restored(this ILogger logger, int models, int scripts, int plans, string storage, double elapsedMs);

    [LoggerMessage(129, LogLevel.Information, "The {Kind} '{Key}' is not loaded as the host registers it: since it was registered as it is, version {Version} was stored, which came back from the {Storage}")]
    public static partial void RegistrationSkipped(this ILogger logger, string kind, string key, int version, string storage);
}
