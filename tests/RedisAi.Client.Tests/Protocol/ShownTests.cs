using RedisAi.Client.Protocol;

namespace RedisAi.Client.Tests.Protocol;

public sealed class ShownTests
{
    [Theory]
    [InlineData("plain, grün, 山 🚀", "plain, grün, 山 🚀")]
    [InlineData("\u001b[31m\r\n", "\\u001b[31m\\u000d\\u000a")]
    [InlineData("a\u202eb", "a\\u202eb")]
    [InlineData("", "")]
    public void Nothing_that_controls_a_terminal_is_shown(string text, string shown) => Assert.Equal(shown, Shown.Text(text));

    [Fact]
    public void Byte_that_is_no_text_is_shown_as_such() => Assert.Equal("a\\udcffb", Shown.Text([(byte)'a', 0xff, (byte)'b']));

    [Fact]
    public void Long_text_is_cut_even_within_a_pair()
    {
        string text = $"{new string('a', 199)}🚀";

        Assert.Equal($"{new string('a', 199)}\\ud83d...", Shown.Text(text));
    }

    [Theory]
    [InlineData(1, "1 bytes")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(3L << 40, "3.0 TiB")]
    public void Sizes_have_the_unit_that_suits_them(long bytes, string text) => Assert.Equal(text, Shown.Size(bytes));
}
