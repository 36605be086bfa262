using System.Reflection;
using Microsoft.Extensions.Logging;
using RedisAi.Testing;

namespace RedisAi.Store.Redis.Tests;

/// <summary>Holds the pages about Redis to the code.</summary>
public sealed class DocumentationTests
{
    private static readonly string[] s_pages = ["redis.md", "streams.md"];

    [Fact]
    public void Events_are_all_listed()
    {
        IEnumerable<string> events = typeof(RedisTensorStore).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(static method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(static message => $"{message.EventId} | {message.Level}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(events, s_pages
            .SelectMany(static page => File.ReadLines(Path.Combine(TestData.Root, "docs", page)).SkipWhile(static line => !line.StartsWith("| event |", StringComparison.Ordinal)).Skip(2))
            .Where(static line => line.StartsWith('|'))
            .Select(static line => string.Join(" | ", line.Split('|')[1..3].Select(static cell => cell.Trim())))
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Element_types_are_listed_by_their_numbers()
    {
        string types = string.Join(", ", Enum.GetValues<TensorDataType>()[1..].Select(static type => $"{(int)type} {type}"));

        Assert.Contains(types, File.ReadAllText(Path.Combine(TestData.Root, "docs", "redis.md")), StringComparison.Ordinal);
    }
}
