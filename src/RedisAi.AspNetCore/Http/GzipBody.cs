using System.IO.Compression;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.Http;

/// <summary>Packs and unpacks bodies with gzip.</summary>
internal static class GzipBody
{
    private const int Step = 16 << 10;

    /// <summary>Unpacks a body, of which a few bytes may stand for very many.</summary>
    /// <param name="packed">The body; read to its end, and not disposed.</param>
    /// <param name="maxBytes">How many bytes may come out.</param>
    /// <param name="cancellationToken">The client went away.</param>
    /// <returns>The bytes, to be disposed by the caller.</returns>
    /// <exception cref="RequestRefusedException">More come out, or it is no gzip.</exception>
    public static async Task<PooledBytes> UnpackAsync(Stream packed, long maxBytes, CancellationToken cancellationToken)
    {
        PooledBytes unpacked = new();
        try
        {
            GZipStream gzip = new(packed, CompressionMode.Decompress, leaveOpen: true);
            await using (gzip.ConfigureAwait(false))
            {
                int read;
                while ((read = await gzip.ReadAsync(unpacked.GetMemory(Step), cancellationToken).ConfigureAwait(false)) > 0)
                {
                    unpacked.Advance(read);
                    if (unpacked.Length > maxBytes)
                    {
                        throw RequestBody.TooLarge(maxBytes);
                    }
                }
            }

            return unpacked;
        }
        catch (InvalidDataException error)
        {
            unpacked.Dispose();
            throw new RequestRefusedException($"The body is announced as packed with gzip, and cannot be unpacked: {error.Message}", error);
        }
        catch
        {
            unpacked.Dispose();
            throw;
        }
    }

    /// <summary>Packs bytes, quickly rather than small.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="into">Takes what comes out.</param>
    public static void Pack(ReadOnlySpan<byte> bytes, PooledBytes into)
    {
        using GZipStream gzip = Packer(into);
        gzip.Write(bytes);
    }

    /// <summary>Packs what is written to it.</summary>
    /// <param name="into">Takes what comes out; complete once the stream is disposed.</param>
    public static GZipStream Packer(PooledBytes into) => new(new BufferStream(into), CompressionLevel.Fastest);
}
