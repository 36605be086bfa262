using System.Buffers.Binary;

namespace RedisAi.Samples.Pictures;

/// <summary>Reads PNG files of 8 bits: grey or RGB, with or without alpha, not interlaced.</summary>
/// <remarks>Whatever else comes is refused with an <see cref="InvalidDataException"/> that says what came.</remarks>
internal static class PngFile
{
    /// <summary>A chunk is its length, its type, the content, and a checksum of type and content.</summary>
    private const int TypeLength = 4;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads a picture as UInt8 [height, width, 3], red first. Transparent pixels are put on white.</summary>
    public static AiTensor Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <inheritdoc cref="Read(string)"/>
    /// <param name="stream">A stream that can seek; it is read up to the end of the picture.</param>
    /// <param name="name">What messages call it.</param>
    public static AiTensor Read(Stream stream, string name)
    {
        CheckSignature(stream, name);
        PngHeader? header = null;
        using MemoryStream compressed = new();
        while (NextChunk(stream, name) is var (type, content) && type != "IEND")
        {
            if (header is null && type != "IHDR")
            {
                throw Damaged(name, $"it begins with the chunk '{type}', not with its header");
            }

            switch (type)
            {
                case "IHDR":
                    header = PngHeader.Parse(content, name);
                    break;
                case "IDAT":
                    compressed.Write(content);
                    break;
                // A small first letter: whoever does not know the chunk may pass over it.
                case var other when !char.IsAsciiLetterLower(other[0]):
                    throw new InvalidDataException($"'{name}' has the chunk '{other}', which this program does not know.");
            }
        }

        compressed.Position = 0;
        return ReadPixels(header ?? throw Damaged(name, "it has no header"), compressed, name);
    }

    private static void CheckSignature(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[8];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!start[..read].SequenceEqual(Signature))
        {
            throw new InvalidDataException(read == 0 ? $"'{name}' is empty." : $"'{name}' is not a PNG file: it starts with the bytes {Convert.ToHexString(start[..read])}.");
        }
    }

    private static (string Type, byte[] Content) NextChunk(Stream stream, string name)
    {
        Span<byte> word = stackalloc byte[4];
        Fill(stream, word, name);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(word);
        long there = stream.Length - stream.Position;
        if (length > there)
        {
            throw Damaged(name, $"a chunk should have {length} bytes, and {there} are there; is it cut off?");
        }

        byte[] chunk = new byte[TypeLength + length];
        Fill(stream, chunk, name);
        Fill(stream, word, name);
        string type = PlainText(chunk.AsSpan(0, TypeLength));
        uint stored = BinaryPrimitives.ReadUInt32BigEndian(word);
        uint computed = Crc32.Of(chunk);
        return stored == computed
            ? (type, chunk[TypeLength..])
            : throw Damaged(name, $"the checksum of its chunk '{type}' is {computed:X8}, not {stored:X8}");
    }

    private static void Fill(Stream stream, Span<byte> bytes, string name)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Damaged(name, "it is cut off");
        }
    }

    private static AiTensor ReadPixels(PngHeader header, Stream compressed, string name)
    {
        byte[] pixels = new byte[header.Width * header.Height * 3];
        using PngRows rows = new(header, compressed, name);
        for (int y = 0; y < header.Height; y++)
        {
            ToRgb(header, rows.Next(), pixels.AsSpan(y * header.Width * 3));
        }

        return AiTensor.Create<byte>([header.Height, header.Width, 3], pixels);
    }

    private static void ToRgb(PngHeader header, ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        for (int x = 0; x < header.Width; x++)
        {
            ReadOnlySpan<byte> pixel = row.Slice(x * header.Channels, header.Channels);
            int alpha = header.HasAlpha ? pixel[^1] : 255;
            for (int channel = 0; channel < 3; channel++)
            {
                int value = pixel[header.Channels < 3 ? 0 : channel];
                pixels[(x * 3) + channel] = (byte)(((value * alpha) + (255 * (255 - alpha)) + 127) / 255);
            }
        }
    }

    /// <summary>Types come from the file and go to the terminal: nothing but letters may pass.</summary>
    private static string PlainText(ReadOnlySpan<byte> type)
    {
        Span<char> text = stackalloc char[TypeLength];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = char.IsAsciiLetter((char)type[i]) ? (char)type[i] : '?';
        }

        return text.ToString();
    }

    private static InvalidDataException Damaged(string name, string how) => new($"'{name}' is damaged: {how}.");
}
