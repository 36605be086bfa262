namespace RedisAi.Store.Redis;

/// <summary>A message that a worker has read from a stream.</summary>
public sealed class StreamMessage
{
    internal StreamMessage(string id, string? session, StreamField[]? fields)
    {
        Id = id;
        Session = session;
        Fields = fields ?? [];
        IsGone = fields is null;
    }

    /// <summary>Gets its id in the stream, as in <c>1712345678901-0</c>.</summary>
    public string Id { get; }

    /// <summary>Gets the session that it belongs to; null when it has none.</summary>
    public string? Session { get; }

    /// <summary>Gets the fields in their order.</summary>
    public IReadOnlyList<StreamField> Fields { get; }

    /// <summary>The id of the message of the session that comes before it: it may be applied right behind that one only. Empty for the first, and without a session.</summary>
    internal string After { get; set; } = "";

    /// <summary>Whether it was removed from the stream before it was worked on.</summary>
    internal bool IsGone { get; }

    /// <summary>Gets the first field of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="field">The field, if this returns true.</param>
    public bool TryGet(string name, out StreamField field)
    {
        // A message has a few fields.
        foreach (StreamField candidate in Fields)
        {
            if (candidate.Name == name)
            {
                field = candidate;
                return true;
            }
        }

        field = default;
        return false;
    }

    /// <summary>Returns the id and the names of the fields; never contents.</summary>
    public override string ToString() => $"{Id} ({string.Join(", ", Fields.Select(static field => field.Name))})";
}
