using System.Buffers.Binary;

namespace RedisAi.Samples.Sound;

/// <summary>The format chunk of a WAV file.</summary>
internal readonly record struct WavFormat(int Encoding, int Channels, long Rate, int Bits)
{
    public const int ShortestLength = 16;

    private const int Pcm = 1;
    private const int Float = 3;
    private const int Extensible = 0xFFFE;
    private const int ExtensibleLength = 40;

    /// <summary>What follows the encoding in an extensible header: the rest of the GUIDs of all encodings that have a number.</summary>
    private static ReadOnlySpan<byte> GuidTail => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    public bool IsFloat => Encoding == Float;

    public int BytesPerSample => Bits / 8;

    public bool IsSupported => (Encoding, Bits) is (Pcm, 16) or (Float, 32) && Channels == 1 && Rate == Recording.SampleRate;

    /// <param name="chunk">At least <see cref="ShortestLength"/> bytes.</param>
    public static WavFormat Parse(ReadOnlySpan<byte> chunk) => new(
        EncodingOf(chunk),
        BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]),
        BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]),
        BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]));

    public static string HowToConvert(string name) =>
        $"Convert it with: sox {Quote(name)} -r 16000 -c 1 -b 16 -e signed-integer {Quote(Path.ChangeExtension(name, null) + "-16k.wav")}";

    /// <summary>A word of a command line.</summary>
    public static string Quote(string name) =>
        name.All(static c => char.IsAsciiLetterOrDigit(c) || "/._-".Contains(c, StringComparison.Ordinal)) ? name : $"'{name.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    public string WhyNot(string name) =>
        $"'{name}' is {this}; the model takes 16 kHz mono, 16-bit PCM or 32-bit float. {HowToConvert(name)}";

    public override string ToString() => $"{Rate / 1000.0:0.###} kHz {ChannelsText}, {Bits}-bit {EncodingText}";

    private string ChannelsText => Channels switch
    {
        1 => "mono",
        2 => "stereo",
        _ => $"with {Channels} channels",
    };

    private string EncodingText => Encoding switch
    {
        Pcm => "PCM",
        2 => "Microsoft ADPCM",
        Float => "float",
        6 => "A-law",
        7 => "mu-law",
        0x11 => "IMA ADPCM",
        0x31 => "GSM",
        0x55 => "MP3",
        _ => $"of encoding 0x{Encoding:X4}",
    };

    private static int EncodingOf(ReadOnlySpan<byte> chunk)
    {
        int encoding = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        bool spelledOut = encoding == Extensible && chunk.Length >= ExtensibleLength && chunk[26..40].SequenceEqual(GuidTail);
        return spelledOut ? BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]) : encoding;
    }
}
