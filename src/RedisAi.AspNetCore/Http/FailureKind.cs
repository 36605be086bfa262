namespace RedisAi.AspNetCore.Http;

/// <summary>Why a request is not answered as it was asked.</summary>
internal enum FailureKind
{
    /// <summary>It says something that cannot be done; the caller has to change it.</summary>
    BadRequest,

    /// <summary>There is no such model, version or address.</summary>
    NotFound,

    /// <summary>The address is there, and takes another method.</summary>
    MethodNotAllowed,

    /// <summary>The body did not come in the time that the server gives it.</summary>
    BodyTooSlow,

    /// <summary>The body exceeds the limit.</summary>
    BodyTooLarge,

    /// <summary>The body is of a type or an encoding that is not understood.</summary>
    UnsupportedMediaType,

    /// <summary>The engine refuses the call, which could not be answered in time.</summary>
    Overloaded,

    /// <summary>The call took longer than it may.</summary>
    DeadlineMissed,

    /// <summary>The engine is being closed, or its store or its storage takes nothing at the moment, or the session is another process's.</summary>
    Unavailable,

    /// <summary>The runtime of the model has reported an error.</summary>
    ModelFailed,

    /// <summary>Anything else: the log says what.</summary>
    Unexpected,
}
