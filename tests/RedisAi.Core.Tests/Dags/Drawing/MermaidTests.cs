using System.Text.RegularExpressions;
using RedisAi.Testing;
using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Dags.Drawing;

/// <summary>Plans as flowcharts of Mermaid.</summary>
public sealed partial class MermaidTests
{
    [Fact]
    public async Task Plan_with_every_kind_of_node_is_drawn_as_was_reviewed()
    {
        await using RedisAiEngine ai = new(new RedisAiOptions(), [new FakeScriptBackend(FakeScript.Echo)]);
        DagPlan plan = await Pictures.EverythingAsync(ai);

        Snapshot.AssertMatches(plan.ToMermaid(), "Everything.mmd");
        Assert.Equal(plan.ToMermaid(), plan.ToMermaid());
    }

    [Fact]
    public async Task Name_means_nothing_to_Mermaid_whatever_it_is()
    {
        await using RedisAiEngine ai = new();
        foreach (string name in Pictures.OddNames)
        {
            string[] lines = Pictures.Named(ai, name).ToMermaid().Split('\n', StringSplitOptions.RemoveEmptyEntries);

            Assert.Equal("flowchart TB", lines[0]);
            Assert.All(lines[1..], static line => Assert.Matches(Line(), line));
        }
    }

    [Fact]
    public async Task Line_that_Markdown_would_take_for_a_list_is_none()
    {
        await using RedisAiEngine ai = new();
        DagBuilder dag = ai.CreateDag("p");
        dag.Output("- out", dag.Function("12. step 1.5", static x => x, dag.Input("+ in")));

        string text = dag.Compile().ToMermaid();

        Assert.Contains("\"#45; out", text, StringComparison.Ordinal);
        Assert.Contains("\"12#46; step 1.5", text, StringComparison.Ordinal);
        Assert.Contains("\"#43; in", text, StringComparison.Ordinal);
    }

    /// <summary>A line of a flowchart: within quotes there are letters, harmless signs, line breaks and the numbers of characters.</summary>
    [GeneratedRegex("""^ +(subgraph n\d+\["(?<text>[^"]*)"\]|end|n\d+[\[({>/\\]+"(?:[\p{L}\p{N} .,:/()\[\]{}=×_-]|#\d+;|<br/>)*"[\])}/\\]+|n\d+ (-->|-\.->)(\|"(?:[\p{L}\p{N} .,:/()\[\]{}=×_-]|#\d+;)*"\|)? n\d+)$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
