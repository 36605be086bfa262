using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Reads of which the server takes note, so that it tells of the next write to the keys.</summary>
/// <remarks>
/// It notes what is read behind <c>CLIENT CACHING YES</c> alone: a connection that is tracked otherwise pays for each key of each script, with each command in it that reads. The two go in a transaction, since
/// other callers' commands would come between them.
/// </remarks>
internal static class FollowedRead
{
    /// <summary>Reads, and has the server take note.</summary>
    /// <param name="database">The database.</param>
    /// <param name="read">Begins to read.</param>
    /// <returns>Null where the server did not take note, as on a new connection, or refuses a transaction just now, as while a slot moves: it is to be read as ever.</returns>
    public static async Task<T?> TryAsync<T>(IDatabase database, Func<IDatabaseAsync, Task<T>> read)
        where T : class
    {
        ITransaction transaction = database.CreateTransaction();
        Task<RedisResult> noting = transaction.ExecuteAsync("CLIENT", "CACHING", "YES");
        Task<T> reading = read(transaction);
        try
        {
            // First: where this fails for want of a connection, the client leaves the others without an end.
            await transaction.ExecuteAsync().ConfigureAwait(false);
            await noting.ConfigureAwait(false);
            return await reading.ConfigureAwait(false);
        }
        catch (Exception error) when (error is RedisServerException or OperationCanceledException)
        {
            return null;
        }
        finally
        {
            noting.Observe();
            reading.Observe();
        }
    }
}
