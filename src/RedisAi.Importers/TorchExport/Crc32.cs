using System.Buffers.Binary;

namespace RedisAi.Importers.TorchExport;

/// <summary>The checksum of zip archives.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    /// <summary>Row k has what a byte does to the sum when k bytes come after it, so that eight bytes are taken at once.</summary>
    private static readonly uint[][] s_tables = CreateTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint[][] tables = s_tables;
        uint sum = ~0u;
        while (bytes.Length >= sizeof(ulong))
        {
            ulong next = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ sum;
            sum = 0;
            for (int i = 0; i < sizeof(ulong); i++)
            {
                sum ^= tables[7 - i][(byte)(next >> (8 * i))];
            }

            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            sum = (sum >> 8) ^ tables[0][(byte)(sum ^ value)];
        }

        return ~sum;
    }

    private static uint[][] CreateTables()
    {
        uint[][] tables = [.. Enumerable.Range(0, sizeof(ulong)).Select(static _ => new uint[256])];
        for (uint value = 0; value < 256; value++)
        {
            uint sum = value;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) != 0 ? (sum >> 1) ^ Polynomial : sum >> 1;
            }

            tables[0][value] = sum;
        }

        for (int row = 1; row < tables.Length; row++)
        {
            for (int value = 0; value < 256; value++)
            {
                uint before = tables[row - 1][value];
                tables[row][value] = (before >> 8) ^ tables[0][(byte)before];
            }
        }

        return tables;
    }
}
