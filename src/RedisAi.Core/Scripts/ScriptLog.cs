using Microsoft.Extensions.Logging;

namespace RedisAi.Scripts;

/// <summary>What is said of scripts. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class ScriptLog
{
    [LoggerMessage(105, LogLevel.Information, "Script '{Script}' version {Version} was compiled by {Backend} on {Device} in {ElapsedMs:F1} ms")]
    public static partial void ScriptLoaded(this ILogger logger, string script, int version, string backend, Device device, double elapsedMs);

    [LoggerMessage(106, LogLevel.Information, "Script '{Script}' version {Old} was replaced by version {New}")]
    public static partial void ScriptSwapped(this ILogger logger, string script, int old, int @new);

    [LoggerMessage(107, LogLevel.Information, "Script '{Script}' version {Version} was deleted")]
    public static partial void ScriptDeleted(this ILogger logger, string script, int version);

    [LoggerMessage(108, LogLevel.Error, "Script '{Script}' could not be loaded")]
    public static partial void ScriptLoadFailed(this ILogger logger, Exception exception, string script);
}
