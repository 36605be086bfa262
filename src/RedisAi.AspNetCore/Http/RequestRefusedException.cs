namespace RedisAi.AspNetCore.Http;

/// <summary>A request that is not answered as it was asked; no application sees it, the client gets its message.</summary>
internal sealed class RequestRefusedException : Exception
{
    /// <param name="message">What is wrong, what was expected, what came, and what helps.</param>
    /// <param name="innerException">What was thrown where that was noticed.</param>
    public RequestRefusedException(string message, Exception? innerException = null)
        : this(FailureKind.BadRequest, message, innerException)
    {
    }

    /// <param name="kind">Why it is refused.</param>
    /// <param name="message">What is wrong, what was expected, what came, and what helps.</param>
    /// <param name="innerException">What was thrown where that was noticed.</param>
    public RequestRefusedException(FailureKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    public FailureKind Kind { get; }
}
