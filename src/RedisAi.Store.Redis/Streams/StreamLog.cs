using Microsoft.Extensions.Logging;

namespace RedisAi.Store.Redis;

/// <summary>What is said of workers on streams. Event ids are not used again; docs/streams.md lists them.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(700, LogLevel.Information, "The worker '{Consumer}' of group '{Group}' runs {Target} over the stream '{Stream}' into '{Output}'")]
    public static partial void StreamWorkerStarted(this ILogger logger, string consumer, string group, string target, string stream, string output);

    [LoggerMessage(701, LogLevel.Information, "The worker '{Consumer}' on the stream '{Stream}' has stopped; {Left} messages are left to others")]
    public static partial void StreamWorkerStopped(this ILogger logger, string consumer, string stream, int left);

    [LoggerMessage(702, LogLevel.Warning, "The worker '{Consumer}' on the stream '{Stream}' could not tell that it has stopped; others take its messages when it counts as dead")]
    public static partial void StreamWorkerNotSignedOff(this ILogger logger, Exception error, string consumer, string stream);

    [LoggerMessage(703, LogLevel.Warning, "The consumer '{Dead}' of the stream '{Stream}' is dead; {Count} messages of it were taken over")]
    public static partial void StreamConsumerTakenOver(this ILogger logger, string dead, string stream, int count);

    [LoggerMessage(704, LogLevel.Warning, "The message {Message} of the stream '{Stream}' has failed, {Count} times of {Most}")]
    public static partial void StreamMessageFailed(this ILogger logger, Exception error, string stream, string message, int count, int most);

    [LoggerMessage(705, LogLevel.Error, "The message {Message} of the stream '{Stream}' has failed {Count} times, and is among the dead letters now")]
    public static partial void StreamMessageDead(this ILogger logger, Exception error, string stream, string message, int count);

    [LoggerMessage(706, LogLevel.Warning, "The messages of the stream '{Stream}' wait, for a reason that is not theirs; it is tried again, and not told again until one has succeeded")]
    public static partial void StreamHeldUp(this ILogger logger, Exception error, string stream);

    [LoggerMessage(707, LogLevel.Information, "Messages of session '{Session}' of the stream '{Stream}' were worked on in vain ({Outcome}): nothing was written, and they are read again if they are still this worker's")]
    public static partial void StreamSessionLost(this ILogger logger, string stream, string session, FinishOutcome outcome);

    [LoggerMessage(708, LogLevel.Warning, "The message {Message} was removed from the stream '{Stream}' before it was worked on")]
    public static partial void StreamMessageGone(this ILogger logger, string stream, string message);

    [LoggerMessage(709, LogLevel.Warning, "The stream '{Stream}' or its group '{Group}' was removed; both are made anew")]
    public static partial void StreamGroupGone(this ILogger logger, string stream, string group);
}
