using System.Text.RegularExpressions;
using RedisAi.Keyspace;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Keyspace;

/// <summary>Holds the table of commands in docs/scripts.md to the keyspace.</summary>
public sealed partial class DocumentedCommandTests
{
    [Fact]
    public void Commands_on_the_page_are_those_that_there_are()
    {
        IEnumerable<string> listed = File.ReadLines(Path.Combine(TestData.Root, "docs", "scripts.md"))
            .SkipWhile(static line => !line.StartsWith("| | commands |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(static line => line.StartsWith('|'))
            .SelectMany(static line => Command().Matches(line))
            .Select(static command => command.Groups["name"].Value);

        Assert.Equal(MemoryKeyspace.Commands.Select(static command => command.Name.ToUpperInvariant()).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("`(?<name>[A-Z]+)( [A-Z]+)?`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();
}
