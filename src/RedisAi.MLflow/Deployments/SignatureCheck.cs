using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Deployments;

/// <summary>Compares a folder's signature with what its model declares, before that serves.</summary>
internal static class SignatureCheck
{
    /// <exception cref="MlflowException">They disagree so that no request could be answered.</exception>
    public static void Check(MlflowModelFolder folder, ModelSignature declared, ILogger logger)
    {
        foreach (SignatureProblem problem in folder.Signature?.CompareWith(declared) ?? [])
        {
            if (problem.IsFatal)
            {
                throw new MlflowException($"The model in '{folder.Path}' and its signature disagree: {problem.Message}", MlflowErrorCodes.InvalidParameterValue);
            }

            logger.FolderWarning(folder.Path, problem.Message);
        }
    }
}
