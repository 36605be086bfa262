using System.Text;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Tests.Protocol;

public sealed class RespNumberTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-1", -1)]
    [InlineData("120", 120)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Number_is_read(string text, long value)
    {
        Assert.True(RespNumber.TryParse(Encoding.ASCII.GetBytes(text), out long read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("-0")]
    [InlineData("00")]
    [InlineData("-01")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("1.0")]
    [InlineData("9223372036854775808")]
    public void What_is_no_number_is_refused(string text) => Assert.False(RespNumber.TryParse(Encoding.ASCII.GetBytes(text), out _));
}
