using System.Security.Cryptography;
using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Puts contents into Redis in pieces, each content once, whatever has it.</summary>
internal sealed class BlobWriter(RedisConnection connection, ModelKeys keys)
{
    /// <summary>How long pieces are kept that no manifest has yet: those of a process that dies before it has written one go by themselves.</summary>
    private static readonly TimeSpan s_unclaimed = TimeSpan.FromHours(1);

    /// <summary>Finds out which blob a content is.</summary>
    /// <exception cref="DurableStorageException">It cannot be read, or has changed since it was loaded.</exception>
    public SharedPart Describe(DurableContent content)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        SharedPart part = new(content.Name, content.ByteLength, "");
        for (int piece = 0; piece < part.Pieces; piece++)
        {
            hash.AppendData(PieceOf(content, part, piece));
        }

        return part with { Digest = Convert.ToHexStringLower(hash.GetHashAndReset()) };
    }

    /// <summary>Writes the pieces of a content, unless they are there.</summary>
    /// <param name="content">The content.</param>
    /// <param name="part">Which blob it is.</param>
    /// <param name="always">Whether they are written though a manifest has the blob: some were found to be missing.</param>
    /// <exception cref="DurableStorageException">It cannot be read, or has changed since.</exception>
    public async Task WriteAsync(DurableContent content, SharedPart part, bool always)
    {
        if (!always && await connection.TryAsync(database => database.HashExistsAsync(keys.References, part.Digest)).ConfigureAwait(false))
        {
            return;
        }

        for (int piece = 0; piece < part.Pieces; piece++)
        {
            RedisKey key = keys.PieceOf(part.Digest, piece);
            byte[] bytes = PieceOf(content, part, piece).ToArray();
            await connection.TryAsync(database => database.StringSetAsync(key, bytes, s_unclaimed)).ConfigureAwait(false);
        }
    }

    private ReadOnlySpan<byte> PieceOf(DurableContent content, SharedPart part, int piece)
    {
        try
        {
            return content.Piece((long)piece * SharedPart.PieceBytes, part.LengthOf(piece));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DurableStorageException($"The content '{part.Name}' cannot be written to {connection.Name}: {error.Message}", error);
        }
    }
}
