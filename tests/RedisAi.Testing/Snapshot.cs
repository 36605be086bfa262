using System.Runtime.CompilerServices;
using Xunit;

namespace RedisAi.Testing;

/// <summary>Compares text with a reviewed file that lies beside the test.</summary>
public static class Snapshot
{
    /// <summary>Asserts that a text is that of a file; with the environment variable <c>UPDATE_SNAPSHOTS=1</c> writes the file instead.</summary>
    /// <param name="actual">The text, with <c>\n</c> at the end of each line.</param>
    /// <param name="fileName">The name of the file.</param>
    /// <param name="testFile">Filled in by the compiler.</param>
    public static void AssertMatches(string actual, string fileName, [CallerFilePath] string testFile = "")
    {
        string file = Path.Combine(Path.GetDirectoryName(testFile)!, fileName);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"{fileName} is missing; write it with UPDATE_SNAPSHOTS=1, and review it.");
        string[] reviewed = File.ReadAllLines(file);
        string[] lines = actual.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] changes = [.. reviewed.Except(lines).Select(static line => $"- {line}"), .. lines.Except(reviewed).Select(static line => $"+ {line}")];
        Assert.True(changes.Length == 0, $"{fileName} differs; if that is meant, run the tests with UPDATE_SNAPSHOTS=1.\n{string.Join('\n', changes)}");
    }
}
