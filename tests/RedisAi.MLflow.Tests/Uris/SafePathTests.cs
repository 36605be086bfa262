using FsCheck;
using FsCheck.Fluent;
using RedisAi.MLflow.Uris;
using RedisAi.Testing;

namespace RedisAi.MLflow.Tests.Uris;

public sealed class SafePathTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a/b.c/d", "a/b.c/d")]
    [InlineData("./a//b/", "a/b")]
    [InlineData("100%", "100%")]
    [InlineData("a%20b", "a%20b")]
    [InlineData("..a/b..", "..a/b..")]
    [InlineData("Übung/模型", "Übung/模型")]
    public void A_path_within_the_folder_is_written_in_the_usual_way(string path, string expected) => Assert.Equal(expected, SafePath.Check(path, "a test"));

    [Theory]
    [InlineData("..", "it leaves the folder")]
    [InlineData("a/../b", "it leaves the folder")]
    [InlineData("a/.. /b", "it leaves the folder")]
    [InlineData("a/.../b", "it leaves the folder")]
    [InlineData("a/%2e%2E/b", "it leaves the folder")]
    [InlineData("a%2f..%2fb", "it leaves the folder")]
    [InlineData("%25252e%25252e", "it leaves the folder")]
    [InlineData("/etc/passwd", "it is absolute")]
    [InlineData("%2fetc", "it is absolute")]
    [InlineData("C:/x", "it names a drive")]
    [InlineData("c%3ax", "it names a drive")]
    [InlineData(@"a\..\b", "it has a backslash")]
    [InlineData("a%5cb", "it has a backslash")]
    [InlineData("a#b", "it has a '#'")]
    [InlineData("a\0b", "the control character 0")]
    [InlineData("a%0ab", "the control character 10")]
    [InlineData("a%2525252525252525252525b", "escaped more often than anybody would")]
    public void A_path_that_leads_elsewhere_is_refused_however_it_is_escaped(string path, string reason)
    {
        MlflowException error = Assert.Throws<MlflowException>(() => SafePath.Check(path, "a test"));

        Assert.Equal("INVALID_PARAMETER_VALUE", error.ErrorCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("of a test is refused", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("./a")]
    [InlineData("a/")]
    [InlineData(".")]
    public void A_name_has_no_folders(string name) => Assert.Throws<MlflowException>(() => SafePath.CheckName(name, "a test"));

    [Fact]
    public void Whatever_is_taken_lies_below_the_folder_on_disk()
    {
        string root = Path.GetFullPath("root");
        Gen<string> parts = Gen.Elements("..", ".", "a", "/", "%2e", "%2f", "%25", "%5c", "\\", ":", "C:", " ", "b.c", "%00", "#", "~");
        Properties.Hold(
            Gen.ArrayOf(parts).Select(string.Concat),
            path =>
            {
                try
                {
                    string place = SafePath.OnDisk(root, SafePath.Check(path, "a test"), "a test");
                    Assert.True(place == root || place.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal), place);
                }
                catch (MlflowException)
                {
                    // Refused.
                }
            },
            count: 2000);
    }
}
