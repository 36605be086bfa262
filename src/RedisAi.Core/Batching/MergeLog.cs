using Microsoft.Extensions.Logging;

namespace RedisAi.Batching;

/// <summary>What is said of whether calls share runs. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class MergeLog
{
    [LoggerMessage(112, LogLevel.Information, "Rows of model '{Model}' were tried alone and together; the result is {Outcome}: {Reason}")]
    public static partial void RowsProbed(this ILogger logger, string model, ProbeOutcome outcome, string reason);

    [LoggerMessage(113, LogLevel.Warning, "Calls of model '{Model}' share runs, as BatchingMode.On says, but its rows are not independent: {Reason}")]
    public static partial void ProbeContradicts(this ILogger logger, string model, string reason);

    [LoggerMessage(114, LogLevel.Warning, "Calls of model '{Model}' do not share runs, though BatchingMode.On asks for it: {Reason}")]
    public static partial void CannotMerge(this ILogger logger, string model, string reason);

    [LoggerMessage(115, LogLevel.Warning, "Calls of model '{Model}' share runs no longer: the outputs of one could not be divided among its calls")]
    public static partial void MergingFailed(this ILogger logger, Exception exception, string model);
}
