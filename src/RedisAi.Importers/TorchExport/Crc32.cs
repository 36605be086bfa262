using System.Buffers.Binary;

namespace RedisAi.Importers.TorchExport;

/// <summary>The checksum of zip archives.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private const int Row = 256;

    /// <summary>Row k has what a byte does to the sum when k bytes come after it, so that eight bytes are taken at once.</summary>
    private static readonly uint[] s_tables = CreateTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> tables = s_tables;
        ReadOnlySpan<uint> last = tables[..Row];
        uint sum = ~0u;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            ulong next = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ sum;
            sum = tables[(7 * Row) + (byte)next]
                ^ tables[(6 * Row) + (byte)(next >> 8)]
                ^ tables[(5 * Row) + (byte)(next >> 16)]
                ^ tables[(4 * Row) + (byte)(next >> 24)]
                ^ tables[(3 * Row) + (byte)(next >> 32)]
                ^ tables[(2 * Row) + (byte)(next >> 40)]
                ^ tables[Row + (byte)(next >> 48)]
                ^ last[(byte)(next >> 56)];
        }

        foreach (byte value in bytes)
        {
            sum = (sum >> 8) ^ last[(byte)(sum ^ value)];
        }

        return ~sum;
    }

    private static uint[] CreateTables()
    {
        uint[] tables = new uint[sizeof(ulong) * Row];
        for (uint value = 0; value < Row; value++)
        {
            uint sum = value;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) != 0 ? (sum >> 1) ^ Polynomial : sum >> 1;
            }

            tables[value] = sum;
        }

        for (int i = Row; i < tables.Length; i++)
        {
            uint before = tables[i - Row];
            tables[i] = (before >> 8) ^ tables[(byte)before];
        }

        return tables;
    }
}
