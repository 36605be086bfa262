using System.Text;
using RedisAi.Keyspace;
using Xunit;

namespace RedisAi.Tests.Keyspace;

/// <summary>Integers as Redis, its protocol and RedisAI read them.</summary>
public sealed class KeyspaceNumberTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("7", 7)]
    [InlineData("-1", -1)]
    [InlineData("120", 120)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Integer_is_read(string text, long expected)
    {
        Assert.True(KeyspaceNumber.TryInteger(Encoding.UTF8.GetBytes(text), out long value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("-0")]
    [InlineData("-01")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("٣")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551616")]
    [InlineData("99999999999999999999")]
    public void What_Redis_takes_for_none_is_none(string text) => Assert.False(KeyspaceNumber.TryInteger(Encoding.UTF8.GetBytes(text), out _));
}
