using System.Text.RegularExpressions;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Architecture;

public sealed partial class UnsafeCodeTests
{
    private static readonly string s_sources = Path.Combine(TestData.Root, "src");

    [Fact]
    public void Unsafe_code_is_in_the_rooms_that_the_architecture_names()
    {
        string[] rooms = [.. Rooms(File.ReadAllText(Path.Combine(TestData.Root, "docs", "architecture.md")))];
        string[] files = [.. Directory.EnumerateFiles(s_sources, "*.cs", SearchOption.AllDirectories).Where(IsUnsafe).Select(NameOf)];

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => !rooms.Any(room => IsIn(file, room)));
        Assert.DoesNotContain(rooms, room => !files.Any(file => IsIn(file, room)));
    }

    [Theory]
    [InlineData("    private static unsafe void Copy()", true)]
    [InlineData("        unsafe { }", true)]
    [InlineData("    // It is unsafe to go on.", false)]
    [InlineData("    /// <summary>Nothing unsafe.</summary>", false)]
    [InlineData("    ref T item = ref Unsafe.Add(ref first, 1);", false)]
    public void The_keyword_is_told_from_a_comment(string line, bool isUnsafe) => Assert.Equal(isUnsafe, Keyword().IsMatch(line));

    private static bool IsUnsafe(string path) => File.ReadLines(path).Any(static line => Keyword().IsMatch(line));

    private static string NameOf(string path) => Path.GetRelativePath(s_sources, path).Replace('\\', '/').Replace("RedisAi.", "", StringComparison.Ordinal);

    private static bool IsIn(string file, string room) => file == room || file.StartsWith(room + "/", StringComparison.Ordinal);

    /// <summary>What the first column of the table of rooms names.</summary>
    private static IEnumerable<string> Rooms(string page) =>
        from row in page.Split('\n').SkipWhile(static line => line != "| room | why |").Skip(2).TakeWhile(static line => line.StartsWith('|'))
        from Match room in Quoted().Matches(row.Split('|')[1])
        select room.Groups["room"].Value;

    [GeneratedRegex(@"^(?!\s*//).*\bunsafe\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Keyword();

    [GeneratedRegex("`(?<room>[^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex Quoted();
}
