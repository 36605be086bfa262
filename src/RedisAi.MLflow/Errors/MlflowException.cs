using System.Net;

namespace RedisAi.MLflow;

/// <summary>Something about MLflow cannot be done: the server refuses it, cannot be reached, or says what cannot be used.</summary>
public sealed class MlflowException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="message">What happened, to what, with which values, and what to do about it.</param>
    /// <param name="errorCode">One of MLflow's error codes, as in <see cref="MlflowErrorCodes"/>.</param>
    /// <param name="httpStatus">The status of the answer that it was made of; null when no answer says so.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public MlflowException(string message, string errorCode, HttpStatusCode? httpStatus = null, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(errorCode);
        ErrorCode = errorCode;
        HttpStatus = httpStatus;
    }

    /// <summary>Gets MLflow's error code: the server's, or one of <see cref="MlflowErrorCodes"/>.</summary>
    public string ErrorCode { get; }

    /// <summary>Gets the status of the server's answer; null when there was none, or when no answer is what is wrong.</summary>
    public HttpStatusCode? HttpStatus { get; }

    /// <summary>Gets whether the same may succeed later, as when the server cannot be reached. It has been tried as often as the client's settings say.</summary>
    public bool IsTransient { get; internal init; }

    /// <summary>Gets how long the server wants to be left alone; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>Whether the server has surely not begun with the request, so that to repeat it cannot do anything twice.</summary>
    internal bool IsUnprocessed { get; init; }
}
