namespace RedisAi;

/// <summary>What a reply of a keyspace is.</summary>
public enum KeyspaceReplyKind
{
    /// <summary>Nothing: there is no such key, field or element.</summary>
    Null,

    /// <summary>A text, also a status such as <c>OK</c>.</summary>
    Text,

    /// <summary>A number.</summary>
    Integer,

    /// <summary>Several replies.</summary>
    Array,
}
