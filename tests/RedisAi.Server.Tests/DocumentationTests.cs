using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using RedisAi.Server.Connections;
using RedisAi.Server.Hosting;
using RedisAi.Testing;

namespace RedisAi.Server.Tests;

/// <summary>Holds the tables of docs/server.md to the code.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] s_lines = File.ReadAllLines(Path.Combine(TestData.Root, "docs", "server.md"));

    [Theory]
    [InlineData(typeof(RespEndpointOptions))]
    [InlineData(typeof(RespUserOptions))]
    public void Page_lists_the_settings_that_there_are(Type options) => Assert.Equal(
        options.GetProperties().Select(static property => property.Name).Order(StringComparer.Ordinal),
        NamesIn($"| `{options.Name}` |", "[A-Z][A-Za-z0-9]+"));

    [Fact]
    public void Page_lists_the_instruments_that_there_are()
    {
        SortedSet<string> published = [];
        using MeterListener listener = new() { InstrumentPublished = (instrument, _) => published.Add(instrument.Name) };
        listener.Start();

        using EndpointMetrics metrics = new(new ClientList(), factory: null);

        Assert.Equal(published.Where(static name => name.StartsWith("redisai.resp.", StringComparison.Ordinal)), NamesIn("| instrument ", @"redisai\.[a-z.]+"));
    }

    [Fact]
    public void Page_lists_the_log_events_that_there_are()
    {
        IEnumerable<string> events = typeof(EndpointLog).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .OrderBy(static message => message.EventId)
            .Select(static message => string.Create(CultureInfo.InvariantCulture, $"{message.EventId} {message.Level}"));

        Assert.Equal(events, Table("| event ").Select(static row => row.Split('|')).Select(static cells => $"{cells[1].Trim()} {cells[2].Trim()}"));
    }

    private static IEnumerable<string> Table(string header) =>
        s_lines.SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2).TakeWhile(static line => line.StartsWith('|'));

    private static IEnumerable<string> NamesIn(string header, string name) => Table(header)
        .SelectMany(static row => Quoted().Matches(row.Split('|')[1]))
        .Select(static match => match.Groups["name"].Value)
        .Where(word => Regex.IsMatch(word, $"^{name}$", RegexOptions.None, TimeSpan.FromSeconds(1)))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
