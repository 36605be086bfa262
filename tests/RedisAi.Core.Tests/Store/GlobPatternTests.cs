using FsCheck.Fluent;
using RedisAi.Store;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Store;

public sealed class GlobPatternTests
{
    // What Redis' stringmatchlen does.
    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("hello", "hello", true)]
    [InlineData("hello", "Hello", false)]
    [InlineData("hello", "hell", false)]
    [InlineData("hell", "hello", false)]
    [InlineData("h?llo", "hello", true)]
    [InlineData("h?llo", "hallo", true)]
    [InlineData("h?llo", "hllo", false)]
    [InlineData("h*llo", "hllo", true)]
    [InlineData("h*llo", "heeeello", true)]
    [InlineData("h*llo", "heeeell", false)]
    [InlineData("h[ae]llo", "hello", true)]
    [InlineData("h[ae]llo", "hallo", true)]
    [InlineData("h[ae]llo", "hillo", false)]
    [InlineData("h[^e]llo", "hallo", true)]
    [InlineData("h[^e]llo", "hello", false)]
    [InlineData("h[a-b]llo", "hallo", true)]
    [InlineData("h[a-b]llo", "hbllo", true)]
    [InlineData("h[a-b]llo", "hcllo", false)]
    [InlineData("h[b-a]llo", "hallo", true)]
    [InlineData("[0-9]*", "7x", true)]
    [InlineData("[^0-9]*", "7x", false)]
    [InlineData("[a-cx-z]", "y", true)]
    [InlineData("[a-cx-z]", "m", false)]
    [InlineData("[]", "]", false)]
    [InlineData("[]a]", "]", false)]
    [InlineData("[^]", "x", true)]
    [InlineData("[^]a", "xa", true)]
    [InlineData("[\\]]", "]", true)]
    [InlineData("[\\^]", "^", true)]
    [InlineData("[\\\\]", "\\", true)]
    [InlineData("[a\\-z]", "-", true)]
    [InlineData("[a\\-z]", "m", false)]
    [InlineData("[a-]", "a", true)]
    [InlineData("[abc", "b", true)]
    [InlineData("[abc", "d", false)]
    [InlineData("[", "[", false)]
    [InlineData("[^", "x", true)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("\\?", "?", true)]
    [InlineData("\\[a\\]", "[a]", true)]
    [InlineData("a\\b", "ab", true)]
    [InlineData("a\\", "a\\", true)]
    [InlineData("a\\\\", "a\\", true)]
    [InlineData("**", "ab", true)]
    [InlineData("a**b", "ab", true)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("*a", "banana", true)]
    [InlineData("*an", "banana", false)]
    [InlineData("*[ab]c*", "xxbcxx", true)]
    [InlineData("user:*:name", "user:1:2:name", true)]
    [InlineData("a]", "a]", true)]
    [InlineData("a-b", "a-b", true)]
    public void Pattern_matches_as_in_Redis(string pattern, string text, bool expected)
    {
        Assert.Equal(expected, GlobPattern.IsMatch(pattern, text));
        Assert.Equal(expected, ReferenceGlob.IsMatch(pattern, text));
    }

    [Fact]
    public void Any_pattern_matches_what_a_recursive_matcher_matches()
    {
        var patterns = Gen.Elements('a', 'b', 'c', '*', '*', '?', '[', ']', '^', '-', '\\').ArrayOf()
            .Select(static chars => new string(chars.AsSpan(0, Math.Min(chars.Length, 8))));
        var texts = Gen.Elements('a', 'b', 'c', ']', '-', '^', '\\').NonEmptyListOf()
            .Select(static chars => new string([.. chars.Take(10)]));

        Properties.Hold(
            Gen.Zip(patterns, texts),
            static pair => Assert.Equal(ReferenceGlob.IsMatch(pair.Item1, pair.Item2), GlobPattern.IsMatch(pair.Item1, pair.Item2)),
            count: 20_000);
    }

    [Fact]
    public void Pattern_of_many_stars_takes_no_exponential_time()
    {
        string pattern = string.Concat(Enumerable.Repeat("a*", 40)) + "b";

        // A matcher that tries all ways would not return in the lifetime of the machine.
        Assert.False(GlobPattern.IsMatch(pattern, new string('a', 2000)));
    }
}
