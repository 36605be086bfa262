using System.Xml.Linq;
using RedisAi.Dags.Drawing;
using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Dags.Drawing;

/// <summary>Plans as SVG pictures.</summary>
public sealed class PlanSvgTests
{
    [Fact]
    public async Task Picture_shows_every_node_input_output_and_key_and_tells_more_of_each()
    {
        await using RedisAiEngine ai = new(new RedisAiOptions(), [new FakeScriptBackend(FakeScript.Echo)]);
        DagPlan plan = await Pictures.EverythingAsync(ai);

        XElement svg = Pictures.Parse(plan.ToSvg());

        IReadOnlyList<string> texts = Pictures.Texts(svg);
        string[] shown = ["everything", "x", "{session}:context", "pair", "model two", "echo", "both", "split", "each", "add", "sum", "positive", "choice", "up", "plain", "y", "{session}:y"];
        Assert.Empty(shown.Except(texts));
        Assert.Contains("model pair: two, at most 00:00:01", texts);
        Assert.Contains("map each, 3 items at once", texts);
        Assert.Contains("persist {session}:y, for 01:00:00", texts);
        Assert.Equal(plan.ToSvg(), plan.ToSvg());
    }

    [Fact]
    public async Task Picture_is_xml_that_tells_the_name_whatever_it_is()
    {
        await using RedisAiEngine ai = new();
        foreach (string name in Pictures.OddNames)
        {
            DagPlan plan = Pictures.Named(ai, name);

            string title = Pictures.Texts(Pictures.Parse(plan.ToSvg()))[0];

            Assert.Equal(AsShown(name), title);
        }
    }

    [Fact]
    public async Task Long_names_are_shortened_in_boxes_and_told_in_full()
    {
        await using RedisAiEngine ai = new();
        string name = new('n', 500);

        IReadOnlyList<string> texts = Pictures.Texts(Pictures.Parse(Pictures.Named(ai, name).ToSvg()));

        Assert.Contains(texts, static text => text.Contains('…', StringComparison.Ordinal) && text.Length <= BoxShape.MaxName);
        Assert.Contains(name, texts);
    }

    [Fact]
    public void Boxes_and_frames_of_random_plans_do_not_overlap()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            using RedisAiEngine ai = new();
            RandomGraph graph = new(ai, new Random(seed), new NoWork());
            Scene scene = SceneBuilder.Build(graph.Plan.Shape);
            FrameLayout layout = new(scene.Root, Wire.Of(scene));

            AssertApart(layout, seed);
            Pictures.Parse(graph.Plan.ToSvg());
        }
    }

    private static void AssertApart(FrameLayout layout, int seed)
    {
        Cell[] cells = [.. layout.Cells.Where(static cell => cell.Box is not null || cell.Inner is not null)];
        for (int i = 0; i < cells.Length; i++)
        {
            Cell cell = cells[i];
            Assert.True(cell.Left >= 0 && cell.Left + cell.Width <= layout.Width && cell.Y >= 0 && cell.Y + cell.Height <= layout.Height, $"{seed}: something is outside of its frame.");
            foreach (Cell other in cells[(i + 1)..])
            {
                Assert.True(
                    cell.Left + cell.Width <= other.Left || other.Left + other.Width <= cell.Left || cell.Y + cell.Height <= other.Y || other.Y + other.Height <= cell.Y,
                    $"{seed}: two things overlap.");
            }

            if (cell.Inner is { } inner)
            {
                AssertApart(inner, seed);
            }
        }
    }

    /// <summary>What XML has no place for is replaced, and lines are not broken.</summary>
    private static string AsShown(string name) => string.Concat(name.EnumerateRunes().Select(static rune => rune.Value switch
    {
        '\n' or '\t' => " ",
        < ' ' or 0xFFFE => "\uFFFD",
        _ => rune.ToString(),
    }));

    private sealed class NoWork : IGraphWork
    {
        public void Spend(long salt)
        {
        }

        public ValueTask SpendAsync(long salt, CancellationToken stop) => ValueTask.CompletedTask;
    }
}
