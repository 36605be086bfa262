using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using RedisAi.AspNetCore.Http;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests;

/// <summary>Holds the tables of docs/open-inference.md to the code.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] s_lines = File.ReadAllLines(Path.Combine(TestData.Root, "docs", "open-inference.md"));

    [Fact]
    public void Page_lists_the_settings_that_there_are() => Assert.Equal(
        typeof(OpenInferenceOptions).GetProperties().Select(static property => property.Name).Order(StringComparer.Ordinal),
        Table($"| `{nameof(OpenInferenceOptions)}` |").Select(static row => Quoted().Match(row).Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Page_lists_the_log_events_that_there_are()
    {
        IEnumerable<string> events = typeof(HttpLog).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .OrderBy(static message => message.EventId)
            .Select(static message => string.Create(CultureInfo.InvariantCulture, $"{message.EventId} {message.Level}"));

        Assert.Equal(events, Table("| event ").Select(static row => row.Split('|')).Select(static cells => $"{cells[1].Trim()} {cells[2].Trim()}"));
    }

    private static IEnumerable<string> Table(string header) =>
        s_lines.SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2).TakeWhile(static line => line.StartsWith('|'));

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
