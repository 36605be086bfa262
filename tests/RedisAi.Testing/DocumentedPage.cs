using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace RedisAi.Testing;

/// <summary>The tables of a page of documentation, to be held to the code.</summary>
/// <param name="page">The name of the page, in <c>docs</c>.</param>
public sealed partial class DocumentedPage(string page)
{
    private readonly string[] _lines = File.ReadAllLines(Path.Combine(TestData.Root, "docs", page));

    /// <summary>The numbers and levels of all log events that the page lists, as in <c>505 Information</c>.</summary>
    public IEnumerable<string> LogEvents => Table("| event ").Select(static row => row.Split('|')).Select(static cells => $"{cells[1].Trim()} {cells[2].Trim()}");

    /// <summary>The same of what classes log.</summary>
    public static IEnumerable<string> LogEventsOf(params IEnumerable<Type> logs) => logs
        .SelectMany(static log => log.GetMethods(BindingFlags.Static | BindingFlags.Public))
        .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
        .OfType<LoggerMessageAttribute>()
        .OrderBy(static message => message.EventId)
        .Select(static message => string.Create(CultureInfo.InvariantCulture, $"{message.EventId} {message.Level}"));

    /// <summary>The names of the settings that options have, in order.</summary>
    public static IEnumerable<string> SettingsOf(Type options) => options.GetProperties().Select(static property => property.Name).Order(StringComparer.Ordinal);

    /// <summary>The rows of the table with a header.</summary>
    /// <param name="header">How the header's line begins.</param>
    public IEnumerable<string> Table(string header) =>
        _lines.SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2).TakeWhile(static line => line.StartsWith('|'));

    /// <summary>The words that are code in the first column of a table, in order.</summary>
    /// <param name="header">How the header's line begins.</param>
    /// <param name="name">A pattern for the words that count; by default what a setting may be called.</param>
    public IEnumerable<string> NamesIn(string header, string name = "[A-Z][A-Za-z0-9]+") => Table(header)
        .SelectMany(static row => Quoted().Matches(row.Split('|')[1]))
        .Select(static match => match.Groups["name"].Value)
        .Where(word => Regex.IsMatch(word, $"^{name}$", RegexOptions.None, TimeSpan.FromSeconds(1)))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
