using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>What owners of sessions tell each other, on the channel of each.</summary>
/// <remarks>A message may be lost, and may come late: whoever waits looks for himself, too.</remarks>
internal static class OwnerMessage
{
    private const string WantPrefix = "want ";
    private const string FreePrefix = "free ";

    /// <summary>To the owner: somebody waits for the session.</summary>
    /// <param name="segment">The session as its keys have it.</param>
    public static string Want(string segment) => WantPrefix + segment;

    /// <summary>To who waits: the session was given up.</summary>
    /// <param name="segment">The session as its keys have it.</param>
    public static string Free(string segment) => FreePrefix + segment;

    /// <summary>Reads a message.</summary>
    /// <param name="message">What came.</param>
    /// <param name="isWanted">Whether somebody waits; else the session is free.</param>
    /// <returns>The session as its keys have it; null for a message of another kind.</returns>
    public static string? SegmentOf(RedisValue message, out bool isWanted)
    {
        string text = message.ToString();
        isWanted = text.StartsWith(WantPrefix, StringComparison.Ordinal);
        return isWanted || text.StartsWith(FreePrefix, StringComparison.Ordinal) ? text[WantPrefix.Length..] : null;
    }
}
