using System.Text;
using FsCheck;
using FsCheck.Fluent;
using RedisAi.Keyspace;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Keyspace;

public sealed class LosslessTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("größe \u20ac \U0001F600 \0 \ufffd \uffff")]
    public void Valid_text_is_what_UTF8_says(string text)
    {
        Assert.Equal(Encoding.UTF8.GetBytes(text), LosslessText.Encode(text));
        Assert.Equal(text, LosslessText.Decode(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Every_byte_that_is_no_character_becomes_half_of_a_pair_and_comes_back()
    {
        for (int value = 0x80; value <= 0xFF; value++)
        {
            byte[] bytes = [(byte)'a', (byte)value, (byte)'z'];

            string text = LosslessText.Decode(bytes);

            Assert.Equal($"a{(char)(0xDC00 + value)}z", text);
            Assert.Equal(bytes, LosslessText.Encode(text));
        }
    }

    [Theory]
    [InlineData("C0 80", "an overlong zero")]
    [InlineData("C1 BF", "an overlong letter")]
    [InlineData("E0 80 AF", "an overlong slash of three bytes")]
    [InlineData("F0 80 80 AF", "an overlong slash of four bytes")]
    [InlineData("ED A0 80", "the first half of a pair")]
    [InlineData("ED B2 80", "the half of a pair that stands for 80")]
    [InlineData("ED A0 BD ED B8 80", "a pair, each half encoded")]
    [InlineData("F4 90 80 80", "a character behind the last one")]
    [InlineData("E2 82", "a character that is cut off")]
    [InlineData("F0 9F 98", "a long character that is cut off")]
    [InlineData("E2 82 41", "a letter within a character")]
    public void Invalid_forms_stand_for_their_bytes_one_by_one(string hex, string what)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        string text = LosslessText.Decode(bytes);

        Assert.Equal(bytes.Length, text.Length);
        Assert.True(bytes.AsSpan().SequenceEqual(LosslessText.Encode(text)), what);
    }

    [Fact]
    public void Half_of_a_pair_that_stands_for_no_byte_is_told()
    {
        // Not in attributes, which cannot carry them.
        foreach (string text in new[] { "a\ud83d", "\ud83db", "\udc7f", "\udd00", "\udfff", "\ud83d\ud83d\ude00" })
        {
            Assert.False(LosslessText.TryEncode(text, out byte[] bytes));
            Assert.Equal(Encoding.UTF8.GetBytes(text), bytes);
            Assert.Equal(bytes, LosslessText.Encode(text));
        }
    }

    [Fact]
    public void Any_bytes_come_back()
    {
        // Bytes that begin and continue characters, so that many of them are nearly right.
        Gen<byte> bytes = Gen.OneOf(
            Gen.Choose(0, 255).Select(static value => (byte)value),
            Gen.Elements<byte>(0x41, 0x7F, 0x80, 0xBF, 0xC2, 0xE0, 0xE2, 0x82, 0xAC, 0xED, 0xA0, 0xF0, 0x9F, 0x98, 0x80, 0xF4));

        Properties.Hold(
            bytes.ArrayOf(),
            static value =>
            {
                string text = LosslessText.Decode(value);

                Assert.Equal(value, LosslessText.Encode(text));
                Assert.True(LosslessText.TryEncode(text, out _));
            },
            count: 20_000);
    }
}
