namespace RedisAi.Keyspace;

/// <summary>Bytes that are compared one by one: a field of a hash, or a member of a set.</summary>
/// <param name="bytes">The bytes; what keeps them longer than a command makes a <see cref="Copy"/>.</param>
internal readonly struct ByteString(ReadOnlyMemory<byte> bytes) : IEquatable<ByteString>
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public ByteString Copy() => new(Bytes.ToArray());

    public bool Equals(ByteString other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override bool Equals(object? obj) => obj is ByteString other && Equals(other);

    public override int GetHashCode()
    {
        // Seeded anew in each process: nobody can choose members that collide.
        HashCode hash = default;
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => LosslessText.Decode(Bytes.Span);
}
