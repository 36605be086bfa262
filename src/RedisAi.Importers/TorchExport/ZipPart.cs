namespace RedisAi.Importers.TorchExport;

/// <summary>A file of an archive that is being written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Fill">Writes them.</param>
internal sealed record ZipPart(string Name, int Length, ZipPart.Filler Fill)
{
    /// <summary>Writes all bytes of a file into its place.</summary>
    public delegate void Filler(Span<byte> target);

    public static ZipPart Of(string name, byte[] bytes) => new(name, bytes.Length, bytes.CopyTo);
}
