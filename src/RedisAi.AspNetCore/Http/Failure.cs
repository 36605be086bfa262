using Microsoft.AspNetCore.Http;

namespace RedisAi.AspNetCore.Http;

/// <summary>What a client is told instead of an answer.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Message">The sentence; it never has what only the log may know.</param>
internal readonly record struct Failure(FailureKind Kind, string Message)
{
    private const string EngineName = "RedisAiEngine";

    /// <summary>What a client is told of errors that may say anything.</summary>
    private const string Unexplained = "The request failed on the server; its log says why.";

    /// <summary>When to try again; zero where nothing is known of that.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>The status that fits, where a protocol asks for no other.</summary>
    public int Status => Kind switch
    {
        FailureKind.BadRequest => StatusCodes.Status400BadRequest,
        FailureKind.NotFound => StatusCodes.Status404NotFound,
        FailureKind.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        FailureKind.BodyTooSlow => StatusCodes.Status408RequestTimeout,
        FailureKind.BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        FailureKind.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        FailureKind.Overloaded or FailureKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        FailureKind.DeadlineMissed => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>Whether it is a fault of the server, which its log should tell of.</summary>
    public bool IsServersFault => Kind is FailureKind.ModelFailed or FailureKind.Unexpected;

    /// <summary>A call that the engine has refused.</summary>
    public static Failure Overloaded(TimeSpan retryAfter) => Of(new EngineOverloadedException(retryAfter));

    /// <summary>What a client is told of an error.</summary>
    public static Failure Of(Exception error) => error switch
    {
        RequestRefusedException refused => new Failure(refused.Kind, refused.Message),
        BadHttpRequestException bad => new Failure(KindOf(bad.StatusCode), bad.Message),
        ModelNotFoundException => new Failure(FailureKind.NotFound, error.Message),
        TensorMismatchException => new Failure(FailureKind.BadRequest, error.Message),
        EngineOverloadedException overloaded => new Failure(FailureKind.Overloaded, overloaded.Message) { RetryAfter = overloaded.RetryAfter },
        TimeoutException => new Failure(FailureKind.DeadlineMissed, error.Message),
        BackendException => new Failure(FailureKind.ModelFailed, error.Message),
        TensorStoreFullException or DurableStorageException or BackendUnavailableException or SharedStoreException or SessionMovedException => new Failure(FailureKind.Unavailable, error.Message),
        ObjectDisposedException { ObjectName: EngineName } => new Failure(FailureKind.Unavailable, "The server is shutting down; ask another one, or this one later."),
        _ => new Failure(FailureKind.Unexpected, Unexplained),
    };

    private static FailureKind KindOf(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => FailureKind.BodyTooSlow,
        StatusCodes.Status413PayloadTooLarge => FailureKind.BodyTooLarge,
        _ => FailureKind.BadRequest,
    };
}
