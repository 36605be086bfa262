using RedisAi.Samples.AbTest.Digits;
using RedisAi.Samples.Pictures;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.AbTest;

public sealed class DigitSheetTests
{
    private static readonly string s_path = Path.Combine(TestData.Root, "samples", "AbTest", "model", "digits.png");

    [Fact]
    public void Digits_are_cut_out_row_by_row()
    {
        using DigitSheet sheet = DigitSheet.Read(s_path);
        using AiTensor picture = PngFile.Read(s_path);

        Assert.Equal(500, sheet.Count);
        Assert.Equal([1L, 64], sheet[23].Shape.Dimensions.ToArray());
        Assert.Equal(3, DigitSheet.TruthOf(23));

        // The fourth of the second row: its first pixel, and its last.
        ReadOnlySpan<byte> pixels = picture.AsSpan<byte>();
        Assert.Equal(pixels[((8 * 160) + 24) * 3], sheet[23].AsSpan<byte>()[0]);
        Assert.Equal(pixels[((15 * 160) + 31) * 3], sheet[23].AsSpan<byte>()[63]);
    }
}
