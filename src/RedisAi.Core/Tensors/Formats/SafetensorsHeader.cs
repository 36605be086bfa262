namespace RedisAi.Tensors.Formats;

/// <summary>The header of a safetensors file.</summary>
/// <param name="Entries">The tensors, in the order of their bytes.</param>
/// <param name="Metadata">What <c>__metadata__</c> holds; empty if there is none.</param>
/// <param name="ChecksumIndex">Where in the header's JSON the value of <see cref="SnapshotMetadata.Checksum"/> starts; null if there is none.</param>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata, int? ChecksumIndex)
{
    /// <summary>The name in the JSON that is not a tensor's.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>The bytes before the JSON, which say how long it is: a 64-bit number, little-endian.</summary>
    public const int LengthBytes = sizeof(ulong);

    /// <summary>The most bytes that the format allows the JSON to have.</summary>
    public const int MaxJsonBytes = 100_000_000;

    /// <summary>The JSON is padded with spaces so that the data starts at a multiple of this.</summary>
    public const int Alignment = 8;

    /// <summary>Checks that the tensors cover the data: each byte belongs to exactly one of them.</summary>
    /// <param name="dataBytes">The length of the file without the header.</param>
    /// <param name="source">What is being read.</param>
    /// <exception cref="InvalidDataException">There is a hole, an overlap, or too much or too little data.</exception>
    public void CheckCoverage(long dataBytes, FormatSource source)
    {
        long position = 0;
        foreach (SafetensorsEntry entry in Entries)
        {
            if (entry.Begin != position)
            {
                throw source.Unreadable(
                    $"the data of {FormatSource.Quote(entry.Name)} starts at byte {entry.Begin}; what comes before it ends at {position}.");
            }

            position = entry.End;
        }

        if (position != dataBytes)
        {
            throw source.Unreadable($"its tensors take {position} bytes; there are {dataBytes} after the header.");
        }
    }
}
