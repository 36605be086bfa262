namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>The block in front of each entry of a tar archive.</summary>
/// <param name="Name">The name, with slashes between folders.</param>
/// <param name="Size">How many bytes follow.</param>
/// <param name="Type">What they are, as POSIX or GNU mark it.</param>
internal readonly record struct TarHeader(string Name, long Size, char Type)
{
    public const int Bytes = 512;

    private static readonly Range s_name = ..100;
    private static readonly Range s_size = 124..136;
    private static readonly Range s_checksum = 148..156;
    private static readonly Range s_magic = 257..263;
    private static readonly Range s_prefix = 345..500;
    private const int TypePlace = 156;

    /// <exception cref="MLflow.MlflowException">It is none.</exception>
    public static TarHeader Read(ReadOnlySpan<byte> block)
    {
        if (!TarNumber.TryRead(block[s_checksum], out long checksum) || checksum != Sum(block))
        {
            throw ArchiveErrors.Refused("it is no tar archive, or damaged; pack the model's folder by tar -C FOLDER -cf model.tar .");
        }

        if (!TarNumber.TryRead(block[s_size], out long size))
        {
            throw ArchiveErrors.Refused("the size of an entry is no number");
        }

        // GNU's own form, with another magic, has other things there.
        string prefix = block[s_magic].SequenceEqual("ustar\0"u8) ? TarText.Read(block[s_prefix]) : "";
        string name = TarText.Read(block[s_name]);
        return new TarHeader(prefix.Length == 0 ? name : $"{prefix}/{name}", size, (char)block[TypePlace]);
    }

    /// <summary>All bytes added up, with blanks in the place of the sum itself.</summary>
    private static long Sum(ReadOnlySpan<byte> block)
    {
        long sum = 0;
        foreach (byte value in block)
        {
            sum += value;
        }

        foreach (byte value in block[s_checksum])
        {
            sum += ' ' - value;
        }

        return sum;
    }
}
