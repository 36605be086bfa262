using RedisAi.Samples.Sound;

namespace RedisAi.Samples.Tests.Shared;

public sealed class WavFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Integers_are_read_with_either_header(bool extensible)
    {
        Recording recording = Read(new WavBytes { Extensible = extensible, Samples = WavBytes.Of((short)0, (short)16_384, short.MinValue) });

        Assert.Equal(3, recording.SampleCount);
        Assert.Equal([0f, 0.5f, -1f, 0f], recording.Window(0)[..4].ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Floats_are_read_with_either_header(bool extensible)
    {
        Recording recording = Read(new WavBytes { Encoding = 3, Bits = 32, Extensible = extensible, Samples = WavBytes.Of(0.25f, -0.75f) });

        Assert.Equal([0.25f, -0.75f, 0f], recording.Window(0)[..3].ToArray());
    }

    [Fact]
    public void Chunks_of_no_interest_are_passed_over()
    {
        Recording recording = Read(new WavBytes { HasTitle = true, Samples = WavBytes.Of((short)16_384) });

        Assert.Equal(0.5f, recording.Window(0)[0]);
    }

    [Fact]
    public void Last_window_is_filled_up_with_silence()
    {
        Recording recording = Read(new WavBytes { Samples = new byte[2 * 513] });

        Assert.Equal(2, recording.WindowCount);
        Assert.Equal(513, recording.SampleCount);
    }

    [Theory]
    [InlineData(1, 1, 8_000, 16, "is 8 kHz mono, 16-bit PCM")]
    [InlineData(1, 2, 16_000, 16, "is 16 kHz stereo, 16-bit PCM")]
    [InlineData(1, 6, 44_100, 24, "is 44.1 kHz with 6 channels, 24-bit PCM")]
    [InlineData(1, 1, 16_000, 24, "is 16 kHz mono, 24-bit PCM")]
    [InlineData(1, 1, 16_000, 8, "is 16 kHz mono, 8-bit PCM")]
    [InlineData(3, 1, 16_000, 64, "is 16 kHz mono, 64-bit float")]
    [InlineData(7, 1, 8_000, 8, "is 8 kHz mono, 8-bit mu-law")]
    [InlineData(0x1234, 1, 16_000, 16, "is 16 kHz mono, 16-bit of encoding 0x1234")]
    public void Other_formats_are_refused_with_their_name_and_the_command_that_converts_them(int encoding, int channels, int rate, int bits, string reason)
    {
        string message = Refuse(new WavBytes { Encoding = encoding, Channels = channels, Rate = rate, Bits = bits }.ToArray());

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains("sox 'my call.wav' -r 16000 -c 1 -b 16 -e signed-integer 'my call-16k.wav'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extensible_header_of_another_format_is_refused()
    {
        string message = Refuse(new WavBytes { Extensible = true, Channels = 2 }.ToArray());

        Assert.Contains("16 kHz stereo, 16-bit PCM", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_cut_off_are_refused_with_what_is_missing()
    {
        string message = Refuse(new WavBytes().ToArray()[..^100]);

        Assert.Contains("'data' should have 2048 bytes, and 1948 are there", message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_cut_off_anywhere_is_refused()
    {
        byte[] whole = new WavBytes { Extensible = true, HasTitle = true, Samples = WavBytes.Of((short)1, (short)2) }.ToArray();

        for (int length = 0; length < whole.Length; length++)
        {
            Refuse(whole[..length]);
        }
    }

    [Fact]
    public void Damaged_file_is_read_or_refused_but_nothing_else()
    {
        byte[] whole = new WavBytes { Extensible = true, HasTitle = true, Samples = WavBytes.Of((short)1, (short)2) }.ToArray();
        Random random = new(20_260_901);

        for (int attempt = 0; attempt < 20_000; attempt++)
        {
            byte[] damaged = [.. whole];
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            Assert.True(Record.Exception(() => Read(damaged)) is null or InvalidDataException, Convert.ToHexString(damaged));
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("OggS and so on and on", "starts with the bytes 4F676753, not with RIFF")]
    [InlineData("RI", "starts with the bytes 5249")]
    [InlineData("RIFF0000AVI and so on", "not with RIFF and WAVE")]
    [InlineData("RIFF0000WAVE", "ends before the samples")]
    public void What_is_no_wav_file_is_refused(string contents, string reason)
    {
        string message = Refuse(System.Text.Encoding.ASCII.GetBytes(contents));

        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_without_samples_is_refused()
    {
        Assert.Contains("holds no samples", Refuse(new WavBytes { Samples = [] }.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_sample_is_refused()
    {
        Assert.Contains("3 bytes of samples", Refuse(new WavBytes { Samples = [1, 2, 3] }.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_that_is_no_number_is_refused()
    {
        string message = Refuse(new WavBytes { Encoding = 3, Bits = 32, Samples = WavBytes.Of(0f, float.NaN) }.ToArray());

        Assert.Contains("sample 1 is NaN", message, StringComparison.Ordinal);
    }

    private static string Refuse(byte[] file) => Assert.Throws<InvalidDataException>(() => Read(file)).Message;

    private static Recording Read(WavBytes wav) => Read(wav.ToArray());

    private static Recording Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        return WavFile.Read(stream, "my call.wav");
    }
}
