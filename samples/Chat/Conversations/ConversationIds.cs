namespace RedisAi.Samples.Chat.Conversations;

/// <summary>Numbers for conversations: one after the other, or by chance where other copies of the application give numbers, too.</summary>
internal sealed class ConversationIds(bool isShared)
{
    /// <summary>Pages have numbers of 53 bits.</summary>
    private const long Most = 1L << 53;

    private long _last;

    public long Next() => isShared ? Random.Shared.NextInt64(1, Most) : Interlocked.Increment(ref _last);
}
