namespace RedisAi.Keyspace;

/// <summary>What a reply is in Redis' protocol, beyond what scripts see of it.</summary>
internal enum KeyspaceReplyForm : byte
{
    /// <summary>What its kind says: a bulk string, a number, an array, nothing.</summary>
    Plain,

    /// <summary>A text that is a status, such as OK.</summary>
    Status,

    /// <summary>An array of keys, each followed by its value.</summary>
    Map,

    /// <summary>An array whose order means nothing.</summary>
    Set,

    /// <summary>Nothing where an array was asked for.</summary>
    NullArray,
}
