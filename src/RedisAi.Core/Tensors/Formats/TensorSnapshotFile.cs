using System.Text;

namespace RedisAi.Tensors.Formats;

/// <summary>Writes tensors to a file and reads them back, in the safetensors format.</summary>
/// <remarks>
/// <para>Python's safetensors library reads the files, and files that it wrote are read here. What the format lacks (strings, expiry
/// times, a checksum) is in <see cref="SnapshotMetadata"/>.</para>
/// <para>The work is done on a thread of the pool: files on Linux have no other asynchrony, and tensors no <see cref="Memory{T}"/>.</para>
/// </remarks>
internal static class TensorSnapshotFile
{
    /// <summary>Below this a file is read at once into the stream's buffer; larger tensors go past it.</summary>
    private const int BufferBytes = 64 * 1024;

    /// <summary>Writes a file, in place of one that is there: a crash or failure leaves the old file or the new, never a part.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">What it will hold; stays the caller's, who leaves the list as it is until the task is done.</param>
    /// <param name="cancellationToken">Until the file is complete, ends the write and leaves the old file alone.</param>
    /// <exception cref="ArgumentException">A key is null, occurs twice, is <c>__metadata__</c> or has half of a surrogate pair; or the keys
    /// together are longer than the format allows.</exception>
    /// <exception cref="ObjectDisposedException">A tensor was disposed.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static Task WriteAsync(string path, IReadOnlyList<StoredTensor> tensors, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        return Task.Run(() => Write(path, tensors, pieceWritten: null, cancellationToken), cancellationToken);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the read; no tensor is left behind then.</param>
    /// <returns>The tensors in the order of their bytes; the caller's to dispose.</returns>
    /// <exception cref="InvalidDataException">The file is no safetensors file, has a fault, or is not what was written.</exception>
    /// <exception cref="IOException">The file is not there or could not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Task<IReadOnlyList<StoredTensor>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => Read(path, cancellationToken), cancellationToken);
    }

    /// <summary>As <see cref="WriteAsync"/>, on the caller's thread.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">What it will hold.</param>
    /// <param name="pieceWritten">Called as it goes, after each piece that was written; may throw, which ends the write as a failure does.</param>
    /// <param name="cancellationToken">Ends the write.</param>
    internal static void Write(
        string path, IReadOnlyList<StoredTensor> tensors, Action? pieceWritten, CancellationToken cancellationToken)
    {
        using SnapshotPlan plan = SnapshotPlan.Create(tensors);
        ReplacedFile.Write(path, plan.FileBytes, stream =>
        {
            SnapshotWriter writer = new(stream, pieceWritten, cancellationToken);
            plan.Write(writer);

            stream.Position = plan.Header.ChecksumIndex;
            stream.Write(Encoding.ASCII.GetBytes(SnapshotMetadata.FormatChecksum(writer.Checksum)));
            cancellationToken.ThrowIfCancellationRequested();
        });
    }

    /// <summary>As <see cref="ReadAsync"/>, on the caller's thread.</summary>
    internal static IReadOnlyList<StoredTensor> Read(string path, CancellationToken cancellationToken)
    {
        // A save may replace the file meanwhile: what is open stays what it was.
        using FileStream stream = new(
            path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.SequentialScan);
        SnapshotReader reader = new(stream, FormatSource.File(path), cancellationToken);
        SafetensorsHeader header = reader.ReadHeader();
        uint? checksum = SnapshotMetadata.FindChecksum(header, reader.Source);

        List<StoredTensor> tensors = new(header.Entries.Count);
        try
        {
            foreach (SafetensorsEntry entry in header.Entries)
            {
                DateTimeOffset? expiresAt = SnapshotMetadata.FindExpiry(header, entry.Name, reader.Source);
                tensors.Add(new StoredTensor(entry.Name, new AiTensor(ReadTensor(header, entry, reader)), expiresAt));
            }

            CheckChecksum(checksum, reader);
            return tensors;
        }
        catch
        {
            tensors.ForEach(static tensor => tensor.Tensor.Dispose());
            throw;
        }
    }

    private static TensorValue ReadTensor(SafetensorsHeader header, SafetensorsEntry entry, SnapshotReader reader)
    {
        if (SnapshotMetadata.FindStrings(header, entry.Name, reader.Source) is var (encoding, shape))
        {
            return StringBlock.Read(entry, encoding, shape, reader);
        }

        TensorValue value = TensorValue.Allocate(entry.DataType, entry.Shape);
        try
        {
            reader.Read(value);
            return value;
        }
        catch
        {
            value.Release();
            throw;
        }
    }

    private static void CheckChecksum(uint? expected, SnapshotReader reader)
    {
        if (expected is { } checksum && checksum != reader.Checksum)
        {
            throw reader.Source.Unreadable(
                $"it was changed since it was written: its checksum is {SnapshotMetadata.FormatChecksum(checksum)}, " +
                $"that of its contents {SnapshotMetadata.FormatChecksum(reader.Checksum)}.");
        }
    }
}
