using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>What is said of archives that are not taken.</summary>
internal static class ArchiveErrors
{
    /// <param name="problem">What is wrong, and what helps, as the end of a sentence.</param>
    /// <param name="innerException">What was thrown where that was noticed.</param>
    public static MlflowException Refused(string problem, Exception? innerException = null) =>
        new($"The archive is refused: {problem}.", MlflowErrorCodes.InvalidParameterValue, innerException: innerException);
}
