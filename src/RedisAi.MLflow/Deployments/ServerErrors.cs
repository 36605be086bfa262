namespace RedisAi.MLflow.Deployments;

/// <summary>What a server of RedisAI's commands says, with MLflow's codes.</summary>
internal static class ServerErrors
{
    /// <summary>Beginnings of Redis' errors that say nothing of what was asked for.</summary>
    private static readonly (string Prefix, string Code, bool IsTransient)[] s_prefixes =
    [
        ("NOAUTH", MlflowErrorCodes.Unauthenticated, false),
        ("WRONGPASS", MlflowErrorCodes.Unauthenticated, false),
        ("NOPERM", MlflowErrorCodes.PermissionDenied, false),
        ("READONLY", MlflowErrorCodes.InvalidState, false),
        ("OOM", MlflowErrorCodes.ResourceLimitExceeded, false),
        ("LOADING", MlflowErrorCodes.TemporarilyUnavailable, true),
        ("BUSY", MlflowErrorCodes.TemporarilyUnavailable, true),
        ("MASTERDOWN", MlflowErrorCodes.TemporarilyUnavailable, true),
        ("TRYAGAIN", MlflowErrorCodes.TemporarilyUnavailable, true),
        ("ERR unknown command", MlflowErrorCodes.FeatureDisabled, false),
        ("ERR Could not load backend", MlflowErrorCodes.FeatureDisabled, false),
    ];

    /// <summary>Whether a server finds fault with a model or its inputs, and not with itself or with who asks.</summary>
    public static bool IsAboutModel(RedisAiServerException error) => error.ServerError is not null && Find(error.ServerError) is null;

    /// <summary>The error of MLflow's for one of a server or of the way to it.</summary>
    public static MlflowException Of(RedisAiException error)
    {
        (string code, bool isTransient) = error switch
        {
            RedisAiServerException { ServerError: { } told } => Find(told) ?? (MlflowErrorCodes.InvalidParameterValue, false),
            RedisAiServerException => (MlflowErrorCodes.InternalError, false),
            _ when IsAboutPassword(error.Message) => (MlflowErrorCodes.Unauthenticated, false),
            _ => (MlflowErrorCodes.TemporarilyUnavailable, true),
        };
        return new MlflowException(error.Message, code, innerException: error) { IsTransient = isTransient };
    }

    private static (string Code, bool IsTransient)? Find(string told)
    {
        foreach ((string prefix, string code, bool isTransient) in s_prefixes)
        {
            if (told.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return (code, isTransient);
            }
        }

        return null;
    }

    /// <summary>A connection that is not let in has the server's words in its error.</summary>
    private static bool IsAboutPassword(string message) => message.Contains("NOAUTH", StringComparison.Ordinal) || message.Contains("WRONGPASS", StringComparison.Ordinal);
}
