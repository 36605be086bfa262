namespace RedisAi.Server.Ai;

/// <summary>The file of a model: in memory as a client has sent it, or in the engine's storage, out of which it is read when somebody asks.</summary>
internal sealed class StoredBlob
{
    private readonly byte[]? _bytes;
    private readonly Func<byte[]>? _read;

    public StoredBlob(byte[] bytes)
    {
        _bytes = bytes;
        Length = bytes.Length;
    }

    /// <param name="length">How many bytes there are.</param>
    /// <param name="read">Reads them.</param>
    public StoredBlob(long length, Func<byte[]> read)
    {
        _read = read;
        Length = length;
    }

    public long Length { get; }

    /// <summary>The bytes; read anew each time where they are in the storage, since few ask.</summary>
    /// <exception cref="DurableStorageException">They cannot be read.</exception>
    public byte[] GetBytes() => _bytes ?? _read!();
}
