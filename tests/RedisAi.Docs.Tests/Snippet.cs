using System.Text.RegularExpressions;
using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>A piece of code: on a page, or between <c>#region NAME</c> and <c>#endregion</c> in a file of this project, of RedisAi.Hosting.Tests, RedisAi.MLflow.Tests or RedisAi.Store.Redis.Tests.</summary>
/// <param name="Name">The name; null for a block that has none.</param>
/// <param name="Code">The lines, without the indentation that all of them have.</param>
/// <param name="Place">The file and line, for messages.</param>
internal sealed partial record Snippet(string? Name, string Code, string Place)
{
    /// <summary>The pages whose code is compiled; that of docs/hosting.md in RedisAi.Hosting.Tests, that of docs/mlflow*.md in RedisAi.MLflow.Tests.</summary>
    private static readonly string[] s_pages =
    [
        "README.md", "src/PACKAGE.md", "docs/getting-started.md", "docs/coming-from-redisai.md", "docs/coming-from-onnx-runtime.md", "docs/tensors.md", "docs/models.md", "docs/batching.md", "docs/dags.md",
        "docs/scripts.md", "docs/durability.md", "docs/redis.md", "docs/redis-sessions.md", "docs/redis-models.md", "docs/streams.md", "docs/torch.md", "docs/tflite.md", "docs/formats.md", "docs/safetensors.md", "docs/hosting.md", "docs/mlflow.md", "docs/mlflow-client.md",
    ];

    private static readonly string[] s_projects = ["RedisAi.Docs.Tests", "RedisAi.Hosting.Tests", "RedisAi.MLflow.Tests", "RedisAi.Store.Redis.Tests"];

    /// <summary>The C# blocks of all pages.</summary>
    public static IReadOnlyList<Snippet> OnPages() => [.. s_pages.SelectMany(OnPage)];

    /// <summary>The regions of these projects.</summary>
    public static IReadOnlyList<Snippet> InRegions() =>
        [.. s_projects.SelectMany(static project => Directory.EnumerateFiles(Path.Combine(TestData.Root, "tests", project), "*.cs").Order(StringComparer.Ordinal)).SelectMany(InFile)];

    /// <summary>All of the Python on a page, as one script.</summary>
    public static string PythonOn(string page)
    {
        string[] lines = File.ReadAllLines(Path.Combine(TestData.Root, page));
        return string.Join("\n\n", Blocks(lines, "```python").Select(block => Dedent(lines[block])));
    }

    private static IEnumerable<Snippet> OnPage(string page)
    {
        string[] lines = File.ReadAllLines(Path.Combine(TestData.Root, page));
        foreach (Range block in Blocks(lines, "```csharp"))
        {
            int fence = block.Start.Value - 1;
            Match name = NameOfBlock().Match(fence > 0 ? lines[fence - 1] : "");
            yield return new Snippet(name.Success ? name.Groups["name"].Value : null, Dedent(lines[block]), $"{page}:{fence + 1}");
        }
    }

    private static IEnumerable<Range> Blocks(string[] lines, string fence) =>
        LinesThatAre(lines, line => line == fence).Select(start => (start + 1)..Array.IndexOf(lines, "```", start));

    private static IEnumerable<Snippet> InFile(string path)
    {
        const string Begin = "#region ";
        string[] lines = File.ReadAllLines(path);
        foreach (int start in LinesThatAre(lines, static line => line.TrimStart().StartsWith(Begin, StringComparison.Ordinal)))
        {
            int end = Array.FindIndex(lines, start, static line => line.Trim() == "#endregion");
            yield return new Snippet(lines[start].Trim()[Begin.Length..], Dedent(lines[(start + 1)..end]), $"{Path.GetFileName(path)}:{start + 1}");
        }
    }

    private static IEnumerable<int> LinesThatAre(string[] lines, Func<string, bool> what) => Enumerable.Range(0, lines.Length).Where(i => what(lines[i]));

    private static string Dedent(string[] lines)
    {
        int indentation = lines.Where(static line => line.Length > 0).Min(static line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length == 0 ? line : line[indentation..])).Trim('\n');
    }

    [GeneratedRegex(@"^<!-- snippet: (?<name>[a-z0-9-]+) -->$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameOfBlock();
}
