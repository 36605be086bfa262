namespace RedisAi.Keyspace;

/// <summary>What is under a key.</summary>
internal sealed class KeyspaceEntry(object value)
{
    /// <summary>The bytes of a text, which never change, or an <see cref="IKeyspaceCollection"/>.</summary>
    public object Value { get; set; } = value;

    /// <summary>When it vanishes, by the clock of the table; null for never.</summary>
    public long? ExpiresAt { get; set; }

    /// <summary>Greater than that of any write before it.</summary>
    public long Version { get; set; }

    public string Type => Value switch
    {
        byte[] => "string",
        KeyspaceList => "list",
        KeyspaceSet => "set",
        _ => "hash",
    };
}
