using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using RedisAi.AspNetCore.Http;
using RedisAi.MLflow.Cache;

namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>An archive in the body of a request, packed with gzip or not, and received as far as it was read.</summary>
internal static class ArrivingArchive
{
    private const int MagicBytes = 2;

    /// <summary>Whether a body of a type may be an archive. Whether it is packed, its first bytes say.</summary>
    public static bool Is(string? contentType) => MediaTypes.Is(contentType, "application/x-tar", "application/gzip", "application/x-gzip");

    /// <summary>Writes the files to a folder.</summary>
    /// <param name="context">The request.</param>
    /// <param name="folder">The folder, which is empty.</param>
    /// <param name="limits">How much may come.</param>
    /// <returns>The files.</returns>
    /// <exception cref="MLflow.MlflowException">The archive is not taken.</exception>
    /// <exception cref="RequestRefusedException">It is too large, or packed otherwise.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The client went away; with the token of the request.</exception>
    public static async Task<IReadOnlyList<CachedFile>> UnpackAsync(HttpContext context, string folder, UploadLimits limits)
    {
        // Packed otherwise is refused.
        bool isPacked = RequestBody.IsPacked(context);
        PipeReader reader = context.Request.BodyReader;
        isPacked |= await BeginsWithGzipAsync(reader, context.RequestAborted).ConfigureAwait(false);
        LimitedStream body = new(reader.AsStream(leaveOpen: true), limits.MaxBytes, limits.TooLarge, context.RequestAborted);
        await using (body.ConfigureAwait(false))
        {
            return isPacked
                ? await UnpackGzipAsync(body, folder, limits, context.RequestAborted).ConfigureAwait(false)
                : await new ArchiveUnpacker(body, folder, limits).UnpackAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<CachedFile>> UnpackGzipAsync(Stream body, string folder, UploadLimits limits, CancellationToken aborted)
    {
        GZipStream gzip = new(body, CompressionMode.Decompress, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            // A few bytes may stand for very many.
            LimitedStream unpacked = new(gzip, limits.MaxBytes, limits.TooLarge, aborted);
            await using (unpacked.ConfigureAwait(false))
            {
                try
                {
                    return await new ArchiveUnpacker(unpacked, folder, limits).UnpackAsync(aborted).ConfigureAwait(false);
                }
                catch (InvalidDataException error)
                {
                    throw ArchiveErrors.Refused($"it is packed with gzip, and damaged: {error.Message.TrimEnd('.')}", error);
                }
            }
        }
    }

    private static async Task<bool> BeginsWithGzipAsync(PipeReader reader, CancellationToken aborted)
    {
        try
        {
            ReadResult read = await reader.ReadAtLeastAsync(MagicBytes, aborted).ConfigureAwait(false);
            bool isGzip = IsGzip(read.Buffer.Slice(0, Math.Min(MagicBytes, read.Buffer.Length)));
            reader.AdvanceTo(read.Buffer.Start);
            return isGzip;
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            throw new OperationCanceledException("The client went away before it sent the archive.", error, aborted);
        }
    }

    private static bool IsGzip(in System.Buffers.ReadOnlySequence<byte> bytes)
    {
        Span<byte> first = stackalloc byte[MagicBytes];
        System.Buffers.BuffersExtensions.CopyTo(bytes, first);
        return first is [0x1F, 0x8B];
    }
}
