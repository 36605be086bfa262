using System.Text.RegularExpressions;
using RedisAi.Importers.Sklearn;
using RedisAi.Testing;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Holds the classes that docs/formats.md lists to those that are read.</summary>
public sealed partial class DocumentedClassesTests
{
    [Fact]
    public void Page_lists_each_class_that_is_read_and_no_other()
    {
        string[] listed = [.. File.ReadLines(Path.Combine(TestData.Root, "docs", "formats.md"))
            .SkipWhile(static line => !line.StartsWith("| | classes |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(static line => line.StartsWith('|'))
            .SelectMany(static line => ClassName().Matches(Remark().Replace(line.Split('|')[2], "")))
            .Select(static name => name.Value)];

        Assert.Equal(SklearnClasses.Names.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\b[A-Z]\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ClassName();

    [GeneratedRegex(@"\([^)]*\)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Remark();
}
