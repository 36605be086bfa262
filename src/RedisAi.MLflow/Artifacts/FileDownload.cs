using System.Buffers;
using System.Security.Cryptography;
using RedisAi.MLflow.Cache;

namespace RedisAi.MLflow.Artifacts;

/// <summary>One file of a download, over all tries.</summary>
/// <param name="store">Where it comes from.</param>
/// <param name="file">The file.</param>
/// <param name="folder">Where it goes.</param>
/// <param name="meter">Counts its bytes.</param>
/// <param name="maxBytes">How many bytes it may have where the server does not say how many it has.</param>
internal sealed class FileDownload(IArtifactStore store, ArtifactEntry file, PartialFolder folder, ProgressMeter meter, long maxBytes)
{
    private const int BufferBytes = 128 << 10;

    private long _counted;

    /// <summary>How many bytes have been there at most.</summary>
    public long Reached { get; private set; }

    /// <summary>Tries once: goes on where the bytes that are there end, if the server can tell that they are of the same file still.</summary>
    /// <exception cref="MlflowException">It cannot be had, or is not as long as the server has said.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task<CachedFile> TryAsync(CancellationToken cancellationToken)
    {
        (long length, string? mark) = folder.Find(file.Path);

        // At least one byte is asked for, of a file that is all there, too: the answer shows whether it has changed since.
        long offset = Math.Max(Math.Min(length, file.Size ?? length) - 1, 0);
        ArtifactStream source = await store.OpenAsync(file.Path, offset, mark, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            long start = source.IsResumed ? offset : 0;
            if (file.Size is { } size && source.Length is { } rest && start + rest != size)
            {
                throw Damaged($"the server sends {start + rest} bytes");
            }

            string place = folder.Place(file.Path);
            if (!source.IsResumed)
            {
                folder.Restart(file.Path, source.Mark);
            }

            FileStream target = new(place, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
            await using (target.ConfigureAwait(false))
            {
                return await CopyAsync(source, target, start, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<CachedFile> CopyAsync(ArtifactStream source, FileStream target, long start, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            target.SetLength(start);
            await HashAsync(target, hash, buffer, cancellationToken).ConfigureAwait(false);
            long total = start;
            Count(total);
            while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                total += read;
                ThrowIfLonger(total);
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                Count(total);
            }

            return total == (file.Size ?? total) ? Completed(total, hash) : throw Damaged($"{total} bytes have come", isTransient: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private CachedFile Completed(long total, IncrementalHash hash)
    {
        meter.Complete(file.Path);
        return new CachedFile(file.Path, total, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Takes in what is there of an earlier try.</summary>
    private static async Task HashAsync(FileStream target, IncrementalHash hash, byte[] buffer, CancellationToken cancellationToken)
    {
        while (await target.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            hash.AppendData(buffer, 0, read);
        }
    }

    private void Count(long total)
    {
        meter.Add(file.Path, total - _counted);
        _counted = total;
        Reached = Math.Max(Reached, total);
    }

    private void ThrowIfLonger(long total)
    {
        if (total > (file.Size ?? maxBytes))
        {
            throw file.Size is null
                ? new MlflowException($"'{file.Path}' of {store.Name} has more than {nameof(MlflowClientOptions.MaxModelBytes)} ({maxBytes}) bytes.", MlflowErrorCodes.ResourceLimitExceeded)
                : Damaged("more have come");
        }
    }

    private MlflowException Damaged(string what, bool isTransient = false) =>
        new($"'{file.Path}' of {store.Name} has {file.Size} bytes in the server's list, and {what}. If it is being changed just now, try again later.", MlflowErrorCodes.DataLoss)
        {
            IsTransient = isTransient,
        };
}
