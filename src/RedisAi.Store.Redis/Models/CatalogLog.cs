using Microsoft.Extensions.Logging;

namespace RedisAi.Store.Redis;

/// <summary>What is said of models, scripts and plans that several processes share. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class CatalogLog
{
    [LoggerMessage(640, LogLevel.Information, "The {Kind} '{Key}' is as another process has stored it in {Store}, version {Version}")]
    public static partial void SharedApplied(this ILogger logger, string kind, string key, string store, int version);

    [LoggerMessage(641, LogLevel.Error, "The {Kind} '{Key}', version {Version}, which another process has stored in {Store}, cannot be loaded here; what served before serves on")]
    public static partial void SharedFailed(this ILogger logger, Exception error, string kind, string key, int version, string store);

    [LoggerMessage(642, LogLevel.Information, "The {Kind} '{Key}' was removed by another process from {Store}")]
    public static partial void SharedRemoved(this ILogger logger, string kind, string key, string store);

    [LoggerMessage(643, LogLevel.Warning, "The models of {Store} cannot be followed; it is tried again")]
    public static partial void FollowingFailed(this ILogger logger, Exception error, string store);

    [LoggerMessage(644, LogLevel.Critical, "{Store} has lost its models, scripts and plans: those that serve here serve on, and are to be stored again")]
    public static partial void CatalogLost(this ILogger logger, string store);

    [LoggerMessage(645, LogLevel.Error, "The {Kind} '{Key}' cannot be brought up to date with {Store}")]
    public static partial void SyncFailed(this ILogger logger, Exception error, string kind, string key, string store);
}
