using RedisAi.Tensors.Formats;
using Xunit;

namespace RedisAi.Tests.Tensors.Formats;

public sealed class Crc32CTests
{
    [Fact]
    public void Check_value_of_the_catalogues_comes_out()
    {
        Crc32C checksum = new();

        checksum.Append("123456789"u8);

        Assert.Equal(0xE306_9283, checksum.Value);
    }

    [Fact]
    public void Pieces_of_any_length_give_the_checksum_of_the_whole()
    {
        byte[] bytes = new byte[100];
        new Random(1).NextBytes(bytes);
        Crc32C whole = new();
        whole.Append(bytes);

        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Crc32C parts = new();
            parts.Append(bytes.AsSpan(0, cut));
            parts.Append(bytes.AsSpan(cut));
            Assert.Equal(whole.Value, parts.Value);
        }
    }
}
