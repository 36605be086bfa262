using System.Buffers.Binary;
using System.IO.Compression;

namespace RedisAi.Importers.Reading;

/// <summary>Opens zip archives. What they hold is told by a directory at their end, which is the first that is lost when a file is cut.</summary>
internal static class ZipDirectory
{
    /// <summary>Opens an archive and reads its directory.</summary>
    /// <param name="stream">Its bytes, which can be sought in; closed with the archive, and where this throws.</param>
    /// <exception cref="InvalidDataException">The directory cannot be read; says that the archive is damaged, and where.</exception>
    public static ZipArchive Open(Stream stream)
    {
        long length = stream.Length;
        ZipArchive? zip = null;
        try
        {
            zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false);
            _ = zip.Entries;
            return zip;
        }
        catch (Exception error) when (IsDamage(error))
        {
            zip?.Dispose();
            stream.Dispose();
            throw new InvalidDataException(
                $"it is damaged at its end, byte {length}, where its directory is expected ({error.Message.TrimEnd('.')}): the file may have been cut, or copied in part.", error);
        }
    }

    /// <summary>The name of the first entry, by how an archive begins: what is left to tell by of one that was cut. As much of it as there is.</summary>
    public static ReadOnlySpan<byte> FirstName(ReadOnlySpan<byte> head)
    {
        const int HeaderBytes = 30;
        const int NameLengthAt = 26;
        if (head.Length < HeaderBytes)
        {
            return [];
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(head[NameLengthAt..]);
        return head[HeaderBytes..Math.Min(HeaderBytes + length, head.Length)];
    }

    /// <summary>What a reader of zip archives throws at bytes that are none.</summary>
    public static bool IsDamage(Exception error) =>
        error is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException or IndexOutOfRangeException;
}
