using System.Security.Cryptography;
using RedisAi.Samples.Pictures;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.Shared;

public sealed class PngFileTests
{
    [Fact]
    public void Picture_of_the_sample_has_the_pixels_that_another_reader_finds()
    {
        using AiTensor picture = PngFile.Read(Path.Combine(TestData.Root, "samples", "ScriptPipeline", "picture", "sign.png"));

        // From Pillow: sha256(Image.open("sign.png").tobytes())
        Assert.Equal([64L, 480, 3], picture.Shape.Dimensions.ToArray());
        Assert.Equal("f0e1b4cd1f29ca5dc417bc9312309c19b4bfbe555ee3318ffb1cf2069ade3a34", Convert.ToHexStringLower(SHA256.HashData(picture.AsSpan<byte>())));
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 3 })]
    [InlineData(new byte[] { 4 })]
    [InlineData(new byte[] { 4, 3, 2, 1, 0, 1 })]
    public void Every_filter_is_taken_back(byte[] filters)
    {
        PngBytes png = new() { Width = 7, Height = 9, Filters = filters };

        using AiTensor picture = Read(png.ToArray());

        Assert.Equal([9L, 7, 3], picture.Shape.Dimensions.ToArray());
        Assert.Equal(png.Pixels, picture.ToArray<byte>());
    }

    [Fact]
    public void Grey_becomes_three_equal_channels()
    {
        using AiTensor picture = Read(new PngBytes { Width = 2, Height = 1, ColorType = 0, Pixels = [7, 200] }.ToArray());

        Assert.Equal([7, 7, 7, 200, 200, 200], picture.ToArray<byte>());
    }

    [Fact]
    public void Transparent_pixels_are_put_on_white()
    {
        using AiTensor color = Read(new PngBytes { Width = 3, Height = 1, ColorType = 6, Pixels = [10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 255, 128] }.ToArray());
        using AiTensor grey = Read(new PngBytes { Width = 2, Height = 1, ColorType = 4, Pixels = [50, 255, 50, 0] }.ToArray());

        Assert.Equal([10, 20, 30, 255, 255, 255, 127, 177, 255], color.ToArray<byte>());
        Assert.Equal([50, 50, 50, 255, 255, 255], grey.ToArray<byte>());
    }

    [Fact]
    public void Kinds_that_are_not_read_are_refused_with_what_came()
    {
        Assert.Contains("a PNG of 16 bits, colour type 2, not interlaced", Refused(new PngBytes { Depth = 16 }.ToArray()), StringComparison.Ordinal);
        Assert.Contains("colour type 3", Refused(new PngBytes { ColorType = 3 }.ToArray()), StringComparison.Ordinal);
        Assert.Contains("8 bits, colour type 2, interlaced", Refused(new PngBytes { Interlace = 1 }.ToArray()), StringComparison.Ordinal);
        Assert.Contains("says that it has 0 x 4 pixels", Refused(new PngBytes { Width = 0, Pixels = [] }.ToArray()), StringComparison.Ordinal);
        Assert.Contains("is not a PNG file: it starts with the bytes 4749", Refused("GIF89a"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("is empty", Refused([]), StringComparison.Ordinal);
    }

    [Fact]
    public void Huge_sizes_are_refused_before_memory_is_asked_for()
    {
        PngBytes png = new() { Width = int.MaxValue, Height = int.MaxValue, Pixels = [] };
        byte[] file = [.. PngBytes.Signature, .. PngBytes.Chunk("IHDR", png.Header()), .. PngBytes.Chunk("IEND", [])];

        Assert.Contains("2147483647 x 2147483647 pixels", Refused(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_is_found()
    {
        byte[] good = new PngBytes().ToArray();
        byte[] wrongSum = [.. good];
        wrongSum[20] ^= 1;
        byte[] longChunk = [.. good];
        longChunk[8] = 0x7F;

        Assert.Contains("the checksum of its chunk 'IHDR' is ", Refused(wrongSum), StringComparison.Ordinal);
        Assert.Contains("is it cut off?", Refused(longChunk), StringComparison.Ordinal);
        Assert.Contains("it ends before the last row", Refused(new PngBytes { MissingBytes = 1 }.ToArray()), StringComparison.Ordinal);
        Assert.Contains("a row has the filter 5", Refused(new PngBytes { Filters = [5] }.ToArray()), StringComparison.Ordinal);
        Assert.Contains("it has no header", Refused([.. PngBytes.Signature, .. PngBytes.Chunk("IEND", [])]), StringComparison.Ordinal);
        Assert.Contains("it begins with the chunk 'IDAT', not with its header", Refused([.. PngBytes.Signature, .. PngBytes.Chunk("IDAT", [1])]), StringComparison.Ordinal);
        Assert.Contains("has the chunk 'PLTE'", Refused([.. good[..33], .. PngBytes.Chunk("PLTE", [1, 2, 3])]), StringComparison.Ordinal);
        Assert.Contains("is damaged: ", Refused([.. good[..33], .. PngBytes.Chunk("IDAT", [1, 2, 3, 4, 5, 6]), .. PngBytes.Chunk("IEND", [])]), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_that_is_cut_off_is_refused()
    {
        byte[] good = new PngBytes().ToArray();

        Assert.All(Enumerable.Range(0, good.Length), length => Refused(good[..length]));
    }

    private static AiTensor Read(byte[] file) => PngFile.Read(new MemoryStream(file), "test.png");

    private static string Refused(byte[] file)
    {
        string message = Assert.Throws<InvalidDataException>(() => Read(file)).Message;
        Assert.StartsWith("'test.png'", message, StringComparison.Ordinal);
        return message;
    }
}
