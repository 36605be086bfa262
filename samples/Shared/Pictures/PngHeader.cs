using System.Buffers.Binary;

namespace RedisAi.Samples.Pictures;

/// <summary>The size of a picture, and how its pixels are written.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Channels">Bytes of a pixel: grey, grey and alpha, RGB, or RGBA.</param>
internal readonly record struct PngHeader(int Width, int Height, int Channels)
{
    public const int Length = 13;

    /// <summary>Beyond this a damaged file is likelier than a line of text.</summary>
    public const int MostPixels = 1 << 26;

    /// <summary>Whether the last byte of a pixel says how opaque it is.</summary>
    public bool HasAlpha => Channels % 2 == 0;

    public int RowLength => Width * Channels;

    /// <exception cref="InvalidDataException">It is damaged, or of a kind that is not read.</exception>
    public static PngHeader Parse(ReadOnlySpan<byte> chunk, string name)
    {
        if (chunk.Length != Length)
        {
            throw new InvalidDataException($"'{name}' is damaged: its header has {chunk.Length} bytes, not {Length}.");
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        if (width == 0 || height == 0 || (ulong)width * height > MostPixels)
        {
            throw new InvalidDataException($"'{name}' says that it has {width} x {height} pixels; this program reads from 1 to {MostPixels}.");
        }

        (byte depth, byte color, byte compression, byte filter, byte interlace) = (chunk[8], chunk[9], chunk[10], chunk[11], chunk[12]);
        int channels = color switch
        {
            0 => 1,
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 0,
        };
        if (depth != 8 || channels == 0 || compression != 0 || filter != 0 || interlace != 0)
        {
            throw new InvalidDataException(
                $"'{name}' is a PNG of {depth} bits, colour type {color}, {(interlace == 0 ? "not interlaced" : "interlaced")}; "
                + "this program reads 8 bits, grey or RGB, with or without alpha, not interlaced. ImageMagick converts: convert in.png -depth 8 PNG24:out.png");
        }

        return new PngHeader((int)width, (int)height, channels);
    }
}
