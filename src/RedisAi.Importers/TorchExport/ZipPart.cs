namespace RedisAi.Importers.TorchExport;

/// <summary>A file of an archive that is being written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Fill">Writes them, and gives their checksum.</param>
internal sealed record ZipPart(string Name, int Length, ZipPart.Filler Fill)
{
    /// <summary>Writes all bytes of a file into its place, and returns their checksum.</summary>
    public delegate uint Filler(Span<byte> target);

    public static ZipPart Of(string name, byte[] bytes) => new(name, bytes.Length, target =>
    {
        bytes.CopyTo(target);
        return Crc32.Of(target);
    });
}
