using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace RedisAi.Hosting.Tests;

/// <summary>Holds docs/hosting.md to the code.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_line_of_code_on_the_page_is_compiled_in_these_tests()
    {
        HashSet<string> compiled = [.. Directory.EnumerateFiles(SourceFolder(), "*.cs").SelectMany(File.ReadLines).Select(static line => line.Trim())];

        // A line that ends a chain on the page may go on in a test.
        string[] strange = [.. CodeOf(Page()).Where(line => !compiled.Contains(line) && !compiled.Contains(line.TrimEnd(';')))];

        Assert.Empty(strange);
        Assert.NotEmpty(CodeOf(Page()));
    }

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
                    lock (published)
                    {
                        published.Add($"{instrument.Name} {instrument.Unit}");
                    }
                }
            },
        };
        listener.Start();

        await using RedisAiEngine engine = new();

        // Tests beside this one make engines too, but the same instruments.
        string[] known;
        lock (published)
        {
            known = [.. published];
        }

        Assert.Equal(known, InstrumentRow().Matches(Page()).Select(static row => $"{row.Groups["name"].Value} {row.Groups["unit"].Value}").Order(StringComparer.Ordinal));
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

    private static IEnumerable<string> CodeOf(string page) => page
        .Split("```csharp\n").Skip(1)
        .SelectMany(static part => part.Split("```")[0].Split('\n'))
        .Select(static line => line.Trim())
        .Where(static line => line.Length > 0);

    private static string Page() => File.ReadAllText(Path.Combine(SourceFolder(), "..", "..", "docs", "hosting.md")).ReplaceLineEndings("\n");

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
