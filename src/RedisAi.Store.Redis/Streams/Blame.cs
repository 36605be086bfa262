namespace RedisAi.Store.Redis;

/// <summary>Says what an error is to be blamed on.</summary>
internal static class Blame
{
    /// <summary>Whether the session, or what the store has of it, is not known any more.</summary>
    public static bool IsOnStore(Exception error) => Causes(error).Any(static cause => cause is SharedStoreException or SessionMovedException);

    /// <summary>Whether the message has no part in it: the same message may succeed later.</summary>
    public static bool IsOnSurroundings(Exception error) => Causes(error).Any(static cause =>
        cause is EngineOverloadedException or ModelNotFoundException or ScriptNotFoundException or DagNotFoundException or BackendUnavailableException
            or TensorStoreFullException or ObjectDisposedException or OperationCanceledException or InsufficientMemoryException);

    /// <summary>The error, and what it was caused by: a node of a plan wraps what its model has said.</summary>
    private static IEnumerable<Exception> Causes(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
