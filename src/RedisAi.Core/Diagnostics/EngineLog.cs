using Microsoft.Extensions.Logging;
using RedisAi.Batching;

namespace RedisAi.Diagnostics;

/// <summary>Every message of the engine. Names, shapes, counts and times come into them, contents of tensors never. Event ids are not used again.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(100, LogLevel.Information, "Model '{Model}' version {Version} was loaded by {Backend} on {Device} in {ElapsedMs:F1} ms")]
    public static partial void ModelLoaded(this ILogger logger, string model, int version, string backend, Device device, double elapsedMs);

    [LoggerMessage(101, LogLevel.Information, "Model '{Model}' version {Old} was replaced by version {New}")]
    public static partial void ModelSwapped(this ILogger logger, string model, int old, int @new);

    [LoggerMessage(102, LogLevel.Information, "Model '{Model}' version {Version} was deleted")]
    public static partial void ModelDeleted(this ILogger logger, string model, int version);

    [LoggerMessage(103, LogLevel.Debug, "Model '{Model}' could not be warmed up on zeros; it may be fine all the same")]
    public static partial void WarmUpFailed(this ILogger logger, Exception exception, string model);

    [LoggerMessage(104, LogLevel.Error, "Model '{Model}' could not be loaded")]
    public static partial void ModelLoadFailed(this ILogger logger, Exception exception, string model);

    [LoggerMessage(105, LogLevel.Information, "Script '{Script}' version {Version} was compiled by {Backend} on {Device} in {ElapsedMs:F1} ms")]
    public static partial void ScriptLoaded(this ILogger logger, string script, int version, string backend, Device device, double elapsedMs);

    [LoggerMessage(106, LogLevel.Information, "Script '{Script}' version {Old} was replaced by version {New}")]
    public static partial void ScriptSwapped(this ILogger logger, string script, int old, int @new);

    [LoggerMessage(107, LogLevel.Information, "Script '{Script}' version {Version} was deleted")]
    public static partial void ScriptDeleted(this ILogger logger, string script, int version);

    [LoggerMessage(108, LogLevel.Error, "Script '{Script}' could not be loaded")]
    public static partial void ScriptLoadFailed(this ILogger logger, Exception exception, string script);

    [LoggerMessage(110, LogLevel.Warning, "Runs were still going on {Elapsed} after the shutdown began; they are asked to stop")]
    public static partial void ShutdownStopsRuns(this ILogger logger, TimeSpan elapsed);

    [LoggerMessage(111, LogLevel.Error, "{Count} models or scripts have runs that do not stop; their sessions stay open")]
    public static partial void ShutdownLeavesRuns(this ILogger logger, int count);

    [LoggerMessage(112, LogLevel.Information, "Rows of model '{Model}' were tried alone and together; the result is {Outcome}: {Reason}")]
    public static partial void RowsProbed(this ILogger logger, string model, ProbeOutcome outcome, string reason);

    [LoggerMessage(113, LogLevel.Warning, "Calls of model '{Model}' share runs, as BatchingMode.On says, but its rows are not independent: {Reason}")]
    public static partial void ProbeContradicts(this ILogger logger, string model, string reason);

    [LoggerMessage(114, LogLevel.Warning, "Calls of model '{Model}' do not share runs, though BatchingMode.On asks for it: {Reason}")]
    public static partial void CannotMerge(this ILogger logger, string model, string reason);

    [LoggerMessage(115, LogLevel.Warning, "Calls of model '{Model}' share runs no longer: the outputs of one could not be divided among its calls")]
    public static partial void MergingFailed(this ILogger logger, Exception exception, string model);

    [LoggerMessage(116, LogLevel.Information, "Model '{Model}' was loaded, though not quite as asked. {Remark}")]
    public static partial void ModelRemark(this ILogger logger, string model, string remark);
}
