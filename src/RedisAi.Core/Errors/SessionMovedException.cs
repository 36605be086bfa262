namespace RedisAi;

/// <summary>A session belongs to another process, or has just been lost to one. The step was not applied: calling again is right, here or with its owner.</summary>
public sealed class SessionMovedException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="session">The session, as in <see cref="InferenceOptions.Session"/>.</param>
    /// <param name="owner">The address of its owner; null when that is not known.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public SessionMovedException(string session, string? owner = null, Exception? innerException = null)
        : base(
            owner is null
                ? $"The session '{session}' is not this process's any more. The step was not applied: call again."
                : $"The session '{session}' belongs to {owner}, which has not given it up in time. The step was not applied: call again, or call there.",
            innerException) => (Session, Owner) = (session, owner);

    /// <summary>Gets the session.</summary>
    public string Session { get; }

    /// <summary>Gets the address of the process that owns it, as its settings say; null when that is not known.</summary>
    public string? Owner { get; }
}
