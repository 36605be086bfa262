namespace RedisAi.Keyspace;

/// <summary>How Redis 7.0 would keep a value, as OBJECT ENCODING answers; here it is kept in one way.</summary>
internal static class ValueEncoding
{
    public const string Raw = "raw";

    private const int MaxEmbedded = 44;
    private const int MaxPackedFields = 128;
    private const int MaxPackedBytes = 64;
    private const int MaxIntegers = 512;

    public static string Of(object value) => value switch
    {
        byte[] text => KeyspaceNumber.TryInteger(text, out _) ? "int" : text.Length <= MaxEmbedded ? "embstr" : Raw,
        KeyspaceList => "quicklist",
        KeyspaceHash hash => hash.Count <= MaxPackedFields && hash.Entries.All(static field => field.Key.Bytes.Length <= MaxPackedBytes && field.Value.Length <= MaxPackedBytes)
            ? "listpack"
            : "hashtable",
        KeyspaceSet set => set.Count <= MaxIntegers && set.Members.All(static member => KeyspaceNumber.TryInteger(member.Bytes.Span, out _)) ? "intset" : "hashtable",
        _ => Raw,
    };
}
