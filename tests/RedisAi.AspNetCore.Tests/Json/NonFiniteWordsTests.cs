using System.Text;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.Tests.Json;

public sealed class NonFiniteWordsTests
{
    [Theory]
    [InlineData("[NaN]", "[null]")]
    [InlineData("[NaN,Infinity,-Infinity]", "[null,\"Infinity\",\"-Infinity\"]")]
    [InlineData("[-1,-NaN]", "[-1,-null]")]
    [InlineData("{\"NaN\":NaN}", "{\"NaN\":null}")]
    [InlineData("[\"a\\\"NaN\\\\\",NaN]", "[\"a\\\"NaN\\\\\",null]")]
    [InlineData("NaN\"NaN", "null\"NaN")]
    [InlineData("NaN\"\\", "null\"\\")]
    public void Bare_words_are_replaced_and_those_in_strings_are_not(string text, string expected)
    {
        using PooledBytes replaced = new();

        Assert.True(NonFiniteWords.TryReplace(Encoding.UTF8.GetBytes(text), replaced));

        Assert.Equal(expected, Encoding.UTF8.GetString(replaced.WrittenSpan));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1,-2]")]
    [InlineData("\"NaN\"")]
    [InlineData("[Inf,nan,I,N,-]")]
    public void Text_without_them_has_nothing_to_replace(string text)
    {
        using PooledBytes replaced = new();

        Assert.False(NonFiniteWords.TryReplace(Encoding.UTF8.GetBytes(text), replaced));
    }
}
