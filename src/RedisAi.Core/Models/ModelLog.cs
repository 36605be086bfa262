using Microsoft.Extensions.Logging;

namespace RedisAi.Models;

/// <summary>What is said of models. Event ids are not used again; docs/hosting.md lists those of all logs.</summary>
internal static partial class ModelLog
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

    [LoggerMessage(120, LogLevel.Warning, "Model '{Model}' version {Version} has no longer the states {States} of version {Old}: new options say nothing of them. Sessions that it answers have none")]
    public static partial void StatesDropped(this ILogger logger, string model, int version, string states, int old);

    [LoggerMessage(121, LogLevel.Warning, "Model '{Model}' version {Version} is a candidate that takes and gives {Signature}, unlike version {Serving}, which serves, with {Present}")]
    public static partial void SignatureDiffers(this ILogger logger, string model, int version, ModelSignature signature, int serving, ModelSignature present);

    [LoggerMessage(122, LogLevel.Warning, "Model '{Model}' version {Version} was taken back: {Sessions} sessions in mid-state on it start anew with version {Serving}, as the Routing of that one says")]
    public static partial void SessionsRestart(this ILogger logger, string model, int version, int sessions, int serving);

    [LoggerMessage(109, LogLevel.Information, "Model '{Model}' was imported from {Format}: a model of {Bytes} bytes for {Backend}, made in {ElapsedMs:F1} ms")]
    public static partial void ModelImported(this ILogger logger, string model, string format, string backend, int bytes, double elapsedMs);

    [LoggerMessage(116, LogLevel.Information, "Model '{Model}' was loaded, though not quite as asked. {Remark}")]
    public static partial void ModelRemark(this ILogger logger, string model, string remark);
}
