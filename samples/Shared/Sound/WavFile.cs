using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RedisAi.Samples.Sound;

/// <summary>Reads WAV files of the one kind that the model understands: 16 kHz, mono, 16-bit PCM or 32-bit float.</summary>
/// <remarks>Whatever else comes is refused with an <see cref="InvalidDataException"/> that says what came, and how to convert it.</remarks>
internal static class WavFile
{
    private const int ChunkHeader = 8;
    private const int LongestFormat = 1024;

    /// <summary>The whole recording is kept in memory, 64 kB for a second; beyond this a mistake is likelier than the wish.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(6);

    public static Recording Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <param name="stream">A stream that can seek.</param>
    /// <param name="name">What messages call it.</param>
    public static Recording Read(Stream stream, string name)
    {
        CheckRiff(stream, name);
        WavFormat? format = null;
        while (NextChunk(stream, name) is var (id, length))
        {
            if (id == "data")
            {
                return new Recording(ReadSamples(stream, name, length, format ?? throw Damaged(name, "its samples come before their format")));
            }

            CheckThere(stream, name, id, length);
            long next = stream.Position + length + (length & 1);
            if (id == "fmt ")
            {
                format = ReadFormat(stream, name, length);
            }

            // Chunks start at even places, and those of no interest (titles, cue points) are passed over.
            stream.Position = next;
        }

        throw Damaged(name, "it ends before the samples");
    }

    private static void CheckRiff(Stream stream, string name)
    {
        Span<byte> header = stackalloc byte[12];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            throw new InvalidDataException($"'{name}' is empty.");
        }

        if (read < header.Length || !header.StartsWith("RIFF"u8) || !header[8..].SequenceEqual("WAVE"u8))
        {
            string start = Convert.ToHexString(header[..Math.Min(read, 4)]);
            throw new InvalidDataException($"'{name}' is not a WAV file: it starts with the bytes {start}, not with RIFF and WAVE. {WavFormat.HowToConvert(name)}");
        }
    }

    private static (string Id, uint Length)? NextChunk(Stream stream, string name)
    {
        Span<byte> header = stackalloc byte[ChunkHeader];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        return read switch
        {
            0 => null,
            ChunkHeader => (PlainText(header[..4]), BinaryPrimitives.ReadUInt32LittleEndian(header[4..])),
            _ => throw Damaged(name, "it ends within the header of a chunk"),
        };
    }

    private static WavFormat ReadFormat(Stream stream, string name, uint length)
    {
        if (length is < WavFormat.ShortestLength or > LongestFormat)
        {
            throw Damaged(name, $"its format takes {length} bytes");
        }

        byte[] chunk = new byte[length];
        stream.ReadExactly(chunk);
        WavFormat format = WavFormat.Parse(chunk);
        return format.IsSupported ? format : throw new InvalidDataException(format.WhyNot(name));
    }

    private static float[] ReadSamples(Stream stream, string name, uint length, WavFormat format)
    {
        CheckThere(stream, name, "data", length);
        if (length == 0)
        {
            throw new InvalidDataException($"'{name}' holds no samples.");
        }

        if (length % format.BytesPerSample != 0)
        {
            throw Damaged(name, $"its {length} bytes of samples are no whole number of {format.BytesPerSample}-byte samples");
        }

        long count = length / format.BytesPerSample;
        if (count > s_longest.TotalSeconds * Recording.SampleRate)
        {
            throw new InvalidDataException($"'{name}' is longer than {s_longest.TotalHours:0} hours, which is the most that this program keeps in memory. Cut it with: sox {WavFormat.Quote(name)} part.wav trim 0 6:00:00");
        }

        float[] samples = new float[count];
        if (format.IsFloat)
        {
            ReadFloats(stream, samples);
            CheckFinite(name, samples);
        }
        else
        {
            ReadIntegers(stream, samples);
        }

        return samples;
    }

    private static void ReadFloats(Stream stream, Span<float> samples)
    {
        stream.ReadExactly(MemoryMarshal.AsBytes(samples));
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> bits = MemoryMarshal.Cast<float, int>(samples);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
    }

    private static void ReadIntegers(Stream stream, Span<float> samples)
    {
        byte[] block = new byte[64 * 1024];
        while (!samples.IsEmpty)
        {
            int count = Math.Min(samples.Length, block.Length / sizeof(short));
            Span<byte> bytes = block.AsSpan(0, count * sizeof(short));
            stream.ReadExactly(bytes);
            for (int i = 0; i < count; i++)
            {
                samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * sizeof(short))..]) / 32768f;
            }

            samples = samples[count..];
        }
    }

    /// <summary>One NaN would stay in the state of the stream for good.</summary>
    private static void CheckFinite(string name, float[] samples)
    {
        int wrong = Array.FindIndex(samples, static sample => !float.IsFinite(sample));
        if (wrong >= 0)
        {
            throw Damaged(name, $"sample {wrong} is {samples[wrong]}");
        }
    }

    private static void CheckThere(Stream stream, string name, string id, uint length)
    {
        long there = stream.Length - stream.Position;
        if (length > there)
        {
            throw Damaged(name, $"its chunk '{id}' should have {length} bytes, and {there} are there; is it cut off, or was it written to a pipe?");
        }
    }

    /// <summary>Ids come from the file and go to the terminal: nothing but printable characters may pass.</summary>
    private static string PlainText(ReadOnlySpan<byte> id) =>
        string.Create(id.Length, id, static (text, id) =>
        {
            for (int i = 0; i < id.Length; i++)
            {
                text[i] = id[i] is >= 0x20 and < 0x7F ? (char)id[i] : '?';
            }
        });

    private static InvalidDataException Damaged(string name, string how) => new($"'{name}' is damaged: {how}.");
}
