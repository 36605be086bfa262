namespace RedisAi.MLflow.Deployments;

/// <summary>What goes wrong with deployments, with MLflow's codes.</summary>
internal static class DeploymentErrors
{
    public static MlflowException Exists(string name) => new(
        $"There is a deployment '{name}' already. Update it, delete it first, or choose another name.", MlflowErrorCodes.ResourceAlreadyExists);

    public static MlflowException Absent(string name) => new($"There is no deployment '{name}'.", MlflowErrorCodes.ResourceDoesNotExist);

    public static MlflowException NoExplanations(string name) => new(
        $"'{name}' does not explain its predictions: there is no model '{ExplainedBy(name)}'. Deploy one that takes the same inputs and answers with the explanations.",
        MlflowErrorCodes.NotImplemented);

    /// <summary>The name of the model that explains the predictions of another.</summary>
    public static string ExplainedBy(string name) => $"{name}/explain";

    /// <summary>The same error without the folder in which the files are here: whoever has sent them knows them by their names alone.</summary>
    public static MlflowException WithoutFolder(MlflowException error, string folder) =>
        new(error.Message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(folder, "the upload", StringComparison.Ordinal), error.ErrorCode, error.HttpStatus, error)
        {
            IsTransient = error.IsTransient,
            RetryAfter = error.RetryAfter,
        };

    /// <summary>Whether an error is the target's, and is thrown as MLflow's; all else goes through as it is.</summary>
    public static bool IsTold(Exception error) => error is not MlflowException && error is RedisAiException or ArgumentException;

    /// <summary>What is thrown in the place of a target's error.</summary>
    public static MlflowException Of(Exception error) => error switch
    {
        ModelNotFoundException => new MlflowException(error.Message, MlflowErrorCodes.ResourceDoesNotExist, innerException: error),
        ModelLoadException or TensorMismatchException or ArgumentException => new MlflowException(error.Message, MlflowErrorCodes.InvalidParameterValue, innerException: error),
        BackendUnavailableException => new MlflowException(error.Message, MlflowErrorCodes.FeatureDisabled, innerException: error),
        EngineOverloadedException overloaded => new MlflowException(error.Message, MlflowErrorCodes.TemporarilyUnavailable, innerException: error)
        {
            IsTransient = true,
            RetryAfter = overloaded.RetryAfter,
        },
        RedisAiConnectionException or RedisAiServerException => ServerErrors.Of((RedisAiException)error),
        _ => new MlflowException(error.Message, MlflowErrorCodes.InternalError, innerException: error),
    };
}
