using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Following;

/// <summary>What is said of models that follow a registry. Event ids: see RestLog.</summary>
internal static partial class FollowingLog
{
    [LoggerMessage(530, LogLevel.Information, "'{Key}' is '{Model}' now, as version {Version} of the engine")]
    public static partial void Follows(this ILogger logger, string key, string model, int version);

    [LoggerMessage(531, LogLevel.Warning, "'{Key}' does not follow '{ModelUri}', and stays as it is: {Reason}")]
    public static partial void DoesNotFollow(this ILogger logger, Exception error, string key, string modelUri, string reason);

    [LoggerMessage(532, LogLevel.Information, "'{Key}' follows '{ModelUri}' again")]
    public static partial void FollowsAgain(this ILogger logger, string key, string modelUri);

    [LoggerMessage(533, LogLevel.Warning, "'{Key}' serves '{Model}', which was good before, from the cache: {Reason}")]
    public static partial void ServesLastGood(this ILogger logger, Exception error, string key, string model, string reason);

    [LoggerMessage(534, LogLevel.Information, "'{Key}' tries '{Model}' as version {Version} on {Share:P1} of the calls")]
    public static partial void CanaryBegins(this ILogger logger, string key, string model, int version, double share);

    [LoggerMessage(535, LogLevel.Warning, "'{Key}' could not note in the cache that '{Model}' is good")]
    public static partial void NotRemembered(this ILogger logger, Exception error, string key, string model);
}
