namespace RedisAi.MLflow.Flavours;

/// <summary>Some bytes of a file, or some that are in memory.</summary>
/// <param name="Path">The file; null for what is in memory.</param>
/// <param name="Offset">Where they start in the file.</param>
/// <param name="Length">How many there are.</param>
/// <param name="Bytes">The bytes, where there is no file.</param>
internal readonly record struct FilePiece(string? Path, long Offset, long Length, ReadOnlyMemory<byte> Bytes);
