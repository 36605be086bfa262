using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RedisAi.AspNetCore.Http;

/// <summary>What is said of requests. Event ids 550-579 are those of the endpoints, and are not used again. What clients can cause at will is said quietly.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(550, LogLevel.Error, "The request {Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception error, string method, PathString path);

    [LoggerMessage(551, LogLevel.Debug, "The client of {Path} went away before it was answered; its call was cancelled")]
    public static partial void ClientGone(this ILogger logger, PathString path);
}
