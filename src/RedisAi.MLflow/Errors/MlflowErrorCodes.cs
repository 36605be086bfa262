namespace RedisAi.MLflow;

/// <summary>The error codes of MLflow that this library gives of itself; <see cref="MlflowException.ErrorCode"/> may have others, which a server gave.</summary>
public static class MlflowErrorCodes
{
    /// <summary>Something that was named is wrong in itself: an address, a setting, a path.</summary>
    public const string InvalidParameterValue = "INVALID_PARAMETER_VALUE";

    /// <summary>A request cannot be understood.</summary>
    public const string BadRequest = "BAD_REQUEST";

    /// <summary>There is no such model, version, alias, run or file.</summary>
    public const string ResourceDoesNotExist = "RESOURCE_DOES_NOT_EXIST";

    /// <summary>There is one of that name already.</summary>
    public const string ResourceAlreadyExists = "RESOURCE_ALREADY_EXISTS";

    /// <summary>What is asked for is there, but not in a state in which it can be used, as a version that is not ready.</summary>
    public const string InvalidState = "INVALID_STATE";

    /// <summary>The server has no such route: it is older than what was asked, or something else than an MLflow server.</summary>
    public const string EndpointNotFound = "ENDPOINT_NOT_FOUND";

    /// <summary>The server wants a user and a password, or others.</summary>
    public const string Unauthenticated = "UNAUTHENTICATED";

    /// <summary>It is forbidden, by the server or by this client's settings.</summary>
    public const string PermissionDenied = "PERMISSION_DENIED";

    /// <summary>The server asks for fewer requests.</summary>
    public const string RequestLimitExceeded = "REQUEST_LIMIT_EXCEEDED";

    /// <summary>Something is longer or more than is allowed here.</summary>
    public const string ResourceLimitExceeded = "RESOURCE_LIMIT_EXCEEDED";

    /// <summary>The server cannot be reached, or cannot answer now.</summary>
    public const string TemporarilyUnavailable = "TEMPORARILY_UNAVAILABLE";

    /// <summary>The server is there, and is set up so that it does not do this.</summary>
    public const string FeatureDisabled = "FEATURE_DISABLED";

    /// <summary>The kind of thing is known, and not supported.</summary>
    public const string NotImplemented = "NOT_IMPLEMENTED";

    /// <summary>The server has failed, or its answer cannot be understood.</summary>
    public const string InternalError = "INTERNAL_ERROR";

    /// <summary>A file that came, or that lies in the cache, is not what it should be.</summary>
    public const string DataLoss = "DATA_LOSS";
}
