namespace RedisAi.Store.Redis;

/// <summary>The messages of one session that are in memory, in their order; or one message that has no session.</summary>
/// <param name="session">The session; null for none.</param>
internal sealed class SessionLane(string? session)
{
    // Guarded by the lanes' lock.
    private readonly Queue<StreamMessage> _messages = new();

    public string? Session => session;

    public int Count => _messages.Count;

    /// <summary>The id of the message that was added last, be it ended or not; null before the first.</summary>
    public string? Last { get; private set; }

    public void Add(StreamMessage message)
    {
        _messages.Enqueue(message);
        Last = message.Id;
    }

    public StreamMessage RemoveFirst() => _messages.Dequeue();

    /// <summary>The first messages, which stay.</summary>
    public List<StreamMessage> First(int most) => [.. _messages.Take(most)];
}
