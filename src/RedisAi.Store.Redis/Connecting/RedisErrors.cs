using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>What errors of the client and of the server mean to a caller.</summary>
internal static class RedisErrors
{
    /// <summary>Whether it is of the client or the server, and not of our code.</summary>
    public static bool IsOurs(Exception error) => error is RedisException or RedisTimeoutException or RedisCommandException or TimeoutException;

    /// <summary>Whether the same command may succeed soon: a master is being replaced, or was not reached.</summary>
    public static bool IsPassing(Exception error) => error switch
    {
        RedisConnectionException connection => connection.FailureType is not (ConnectionFailureType.AuthenticationFailure or ConnectionFailureType.ConnectionDisposed),
        RedisServerException server => KindOf(server) is RedisErrorKind.Loading or RedisErrorKind.ClusterDown or RedisErrorKind.MasterDown or RedisErrorKind.TryAgain
            or RedisErrorKind.ReadOnly or RedisErrorKind.Moved or RedisErrorKind.Ask or RedisErrorKind.UnknownRedirectTarget or RedisErrorKind.Busy or RedisErrorKind.MaxClients,
        _ => false,
    };

    /// <summary>Whether the server surely has not run the command.</summary>
    public static bool IsSurelyUndone(Exception error) => error switch
    {
        RedisServerException => true,
        RedisConnectionException connection => connection.CommandStatus is CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog,
        RedisTimeoutException timeout => timeout.Commandstatus is CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog,
        _ => false,
    };

    public static bool IsMissingScript(Exception error) => error is RedisServerException { Kind: RedisErrorKind.NoScript };

    /// <summary>Whether the server is a replica by now: the client is to look for the master.</summary>
    public static bool IsReplicaNow(Exception error) => error is RedisServerException server && (KindOf(server) is RedisErrorKind.ReadOnly or RedisErrorKind.MasterDown);

    /// <summary>What a caller gets.</summary>
    /// <param name="error">What the client threw.</param>
    /// <param name="store">What messages call the store.</param>
    /// <param name="timeout">How long was tried.</param>
    /// <param name="mayBeDone">Whether a command that changes something may have been run.</param>
    public static Exception Map(Exception error, string store, TimeSpan timeout, bool mayBeDone = false)
    {
        string doubt = mayBeDone && !IsSurelyUndone(error) ? " Whether it was done is not known." : "";
        return error switch
        {
            SharedStoreException => error,
            RedisServerException server when KindOf(server) == RedisErrorKind.OutOfMemory => new SharedStoreException(store, $"{store} has no memory left: {error.Message}", error),
            RedisServerException { Kind: RedisErrorKind.NoAuth or RedisErrorKind.WrongPass or RedisErrorKind.NoPermission } => new SharedStoreException(store, $"{store} refuses this user: {error.Message}", error),
            RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => new SharedStoreException(store, $"{store} refuses this user: {error.Message}", error),
            RedisServerException => new SharedStoreException(store, $"{store} refuses a command: {error.Message}", error),
            RedisTimeoutException or TimeoutException => new SharedStoreException(store, $"{store} gave no answer within {timeout.TotalMilliseconds:F0} ms.{doubt}", error),
            RedisConnectionException => new SharedStoreException(store, $"{store} was not reached within {timeout.TotalMilliseconds:F0} ms: {error.Message}{doubt}", error),
            RedisException or RedisCommandException => new SharedStoreException(store, $"{store} cannot be used: {error.Message}", error),
            _ => error,
        };
    }

    /// <summary>What kind of error the server tells of. Before version 7 one within a script comes as text in the middle of another.</summary>
    private static RedisErrorKind KindOf(RedisServerException error) => error.Kind switch
    {
        RedisErrorKind.Unknown or RedisErrorKind.UnknownError when error.Message.Contains(" -READONLY ", StringComparison.Ordinal) => RedisErrorKind.ReadOnly,
        RedisErrorKind.Unknown or RedisErrorKind.UnknownError when error.Message.Contains(" -OOM ", StringComparison.Ordinal) => RedisErrorKind.OutOfMemory,
        _ => error.Kind,
    };
}
