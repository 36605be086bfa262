using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using RedisAi.Samples.Pictures;

namespace RedisAi.Samples.Tests.Shared;

/// <summary>Writes a PNG file, right or wrong as a test wants it.</summary>
internal sealed class PngBytes
{
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public int Width { get; init; } = 5;

    public int Height { get; init; } = 4;

    public byte Depth { get; init; } = 8;

    public byte ColorType { get; init; } = 2;

    public byte Interlace { get; init; }

    /// <summary>The filter of each row, over and over.</summary>
    public byte[] Filters { get; init; } = [0];

    /// <summary>Bytes that are left out at the end of the rows.</summary>
    public int MissingBytes { get; init; }

    public int Channels => ColorType switch
    {
        0 => 1,
        2 => 3,
        4 => 2,
        _ => 4,
    };

    /// <summary>The pixels; without them a pattern.</summary>
    public byte[] Pixels
    {
        get => field ??= [.. Enumerable.Range(0, Width * Height * Channels).Select(static i => (byte)((i * i * 7) + (i * 3)))];
        init;
    }

    public byte[] ToArray()
    {
        byte[] data = Compress(Rows()[..^MissingBytes]);
        // In two parts, as large pictures have it, and with a chunk between that means nothing to a reader.
        return [.. Signature, .. Chunk("IHDR", Header()), .. Chunk("teSt", [1, 2, 3]), .. Chunk("IDAT", data.AsSpan(0, 3)), .. Chunk("IDAT", data.AsSpan(3)), .. Chunk("IEND", [])];
    }

    public static byte[] Chunk(string type, ReadOnlySpan<byte> content)
    {
        byte[] chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), Crc32.Of(chunk.AsSpan(4, 4 + content.Length)));
        return chunk;
    }

    public byte[] Header()
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = Depth;
        header[9] = ColorType;
        header[12] = Interlace;
        return header;
    }

    private byte[] Rows()
    {
        List<byte> rows = [];
        for (int y = 0; y < Height; y++)
        {
            byte filter = Filters[y % Filters.Length];
            rows.Add(filter);
            for (int i = 0; i < Width * Channels; i++)
            {
                (int left, int above, int aboveLeft) = (At(y, i - Channels), At(y - 1, i), i < Channels ? 0 : At(y - 1, i - Channels));
                int predicted = filter switch
                {
                    1 => left,
                    2 => above,
                    3 => (left + above) / 2,
                    4 => new[] { left, above, aboveLeft }.MinBy(value => Math.Abs(left + above - aboveLeft - value)),
                    _ => 0,
                };
                rows.Add((byte)(At(y, i) - predicted));
            }
        }

        return [.. rows];
    }

    private int At(int y, int i) => y < 0 || i < 0 ? 0 : Pixels[(y * Width * Channels) + i];

    private static byte[] Compress(byte[] bytes)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return compressed.ToArray();
    }
}
