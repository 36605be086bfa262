using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using RedisAi.Testing;

namespace RedisAi.Hosting.Tests;

/// <summary>Holds the tables of docs/hosting.md to the code; its blocks are held to regions in this project by RedisAi.Docs.Tests.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public async Task Page_lists_the_instruments_that_there_are()
    {
        SortedSet<string> published = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "RedisAi")
                {
                    published.Add($"{instrument.Name} {instrument.Unit}");
                }
            },
        };
        listener.Start();

        await using RedisAiEngine engine = new();

        Assert.Equal(published, InstrumentRow().Matches(Page()).Select(static row => $"{row.Groups["name"].Value} {row.Groups["unit"].Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Page_lists_the_log_events_that_there_are()
    {
        IEnumerable<string> events = typeof(RedisAiEngine).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .OrderBy(static message => message.EventId)
            .Select(static message => string.Create(CultureInfo.InvariantCulture, $"{message.EventId} {message.Level}"));

        Assert.Equal(events, EventRow().Matches(Page()).Select(static row => $"{row.Groups["id"].Value} {row.Groups["level"].Value}"));
    }

    [GeneratedRegex(@"^\| `(?<name>redisai\.[a-z.]+)` \| [a-z -]+ \| (?<unit>[^ ]+) \|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex(@"^\| (?<id>[0-9]+) \| (?<level>[A-Z][a-z]+) \|", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventRow();

    private static string Page() => File.ReadAllText(Path.Combine(TestData.Root, "docs", "hosting.md")).ReplaceLineEndings("\n");
}
