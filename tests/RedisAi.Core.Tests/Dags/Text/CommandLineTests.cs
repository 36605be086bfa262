using System.Text;
using RedisAi.Dags.Text;
using Xunit;

namespace RedisAi.Tests.Dags.Text;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("a  b\tc\n", "a|b|c")]
    [InlineData("\"a b\" 'c d'", "a b|c d")]
    [InlineData("\"\" ''", "|")]
    [InlineData("\"a\\nb\\rc\\td\\be\\af\"", "a\nb\rc\td\be\af")]
    [InlineData("\"\\\"\\\\\\q\"", "\"\\q")]
    [InlineData("\"\\x41\\x4a\"", "AJ")]
    [InlineData("\"\\xZZ\\x4\"", "xZZx4")]
    [InlineData("'it\\'s \\n'", "it's \\n")]
    public void Line_is_taken_apart_as_redis_cli_does(string line, string tokens) =>
        Assert.Equal(tokens.Split('|'), CommandLine.Split(line).Select(static token => Encoding.UTF8.GetString(token.Span)));

    [Theory]
    [InlineData("a \"b", "The quote at 2 is not closed.")]
    [InlineData("'b\\", "The quote at 0 is not closed.")]
    [InlineData("\"a\"b", "After the quote that is closed at 2 there must be a blank.")]
    public void Quote_that_does_not_end_as_it_must_is_an_error(string line, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => CommandLine.Split(line)).Message);
}
