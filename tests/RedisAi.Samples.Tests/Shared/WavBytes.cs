namespace RedisAi.Samples.Tests.Shared;

/// <summary>Writes WAV files of all kinds, good and bad.</summary>
internal sealed record WavBytes
{
    private static readonly byte[] s_guidTail = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    public int Encoding { get; init; } = 1;

    public int Channels { get; init; } = 1;

    public int Rate { get; init; } = 16_000;

    public int Bits { get; init; } = 16;

    public bool Extensible { get; init; }

    /// <summary>A chunk of no interest before the samples, of odd length.</summary>
    public bool HasTitle { get; init; }

    public byte[] Samples { get; init; } = new byte[2048];

    public static byte[] Of(params ReadOnlySpan<short> samples)
    {
        byte[] bytes = new byte[samples.Length * sizeof(short)];
        for (int i = 0; i < samples.Length; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(short)), samples[i]);
        }

        return bytes;
    }

    public static byte[] Of(params ReadOnlySpan<float> samples)
    {
        byte[] bytes = new byte[samples.Length * sizeof(float)];
        for (int i = 0; i < samples.Length; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(float)), samples[i]);
        }

        return bytes;
    }

    public byte[] ToArray()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, System.Text.Encoding.ASCII);
        WriteId(writer, "RIFF");
        writer.Write(0);
        WriteId(writer, "WAVE");
        WriteFormat(writer);
        if (HasTitle)
        {
            WriteId(writer, "LIST");
            writer.Write(3);
            writer.Write(new byte[4]);
        }

        WriteId(writer, "data");
        writer.Write(Samples.Length);
        writer.Write(Samples);
        return stream.ToArray();
    }

    private static void WriteId(BinaryWriter writer, string id) => writer.Write(System.Text.Encoding.ASCII.GetBytes(id));

    private void WriteFormat(BinaryWriter writer)
    {
        WriteId(writer, "fmt ");
        writer.Write(Extensible ? 40 : 16);
        writer.Write((ushort)(Extensible ? 0xFFFE : Encoding));
        writer.Write((ushort)Channels);
        writer.Write(Rate);
        writer.Write(Rate * Channels * Bits / 8);
        writer.Write((ushort)(Channels * Bits / 8));
        writer.Write((ushort)Bits);
        if (Extensible)
        {
            writer.Write((ushort)22);
            writer.Write((ushort)Bits);
            writer.Write(4);
            writer.Write((ushort)Encoding);
            writer.Write(s_guidTail);
        }
    }
}
