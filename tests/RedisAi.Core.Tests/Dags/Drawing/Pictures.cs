using System.Xml.Linq;
using RedisAi.Tests.Models;

namespace RedisAi.Tests.Dags.Drawing;

/// <summary>Plans to be drawn, and what is in a picture.</summary>
internal static class Pictures
{
    /// <summary>Names with all that means something to SVG, to HTML, to Markdown or to Mermaid.</summary>
    public static readonly string[] OddNames =
    [
        "a\"b", "<b>&amp;</b>", "it's", "end", "%%{init}%%", "x;y|z", "`code`", "1. one", "- list", "# head", "a-->b", "line\nbreak\ttab", "\u0001\uFFFE\uD800", "名前 🎈", "*_~\\", "]]>", "style", "click",
    ];

    /// <summary>A plan with every kind of node.</summary>
    public static async Task<DagPlan> EverythingAsync(RedisAiEngine ai)
    {
        await ai.Models.StoreAsync("two", Functions.TwoOutputs);
        await ai.Scripts.StoreAsync("s", Scripts.FakeScriptBackend.Source);
        DagBuilder dag = ai.CreateDag("everything");
        DagValue x = dag.Input("x", TensorDataType.Float32, [-1]);
        DagValue loaded = dag.Load("{session}:context");
        DagNode pair = dag.Model("two", ("a", x), ("b", loaded)).Named("pair").WithTimeout(TimeSpan.FromSeconds(1));
        DagValue said = dag.Script("s", "echo", pair["difference"])[0];
        DagNode both = dag.Function("both", ["left", "right"], static given => given, said, pair[1]);
        DagSequence items = dag.Split("split", Graphs.CountUp, both["left"]);
        DagSequence each = dag.Map("each", items, (body, item) => body.Function("add", static (a, b) => a, item, both["right"]), maxConcurrency: 3);
        DagValue sum = dag.Gather("sum", static all => Graphs.Sum(all), each);
        DagValue choice = dag.If("choice", dag.Function("positive", Graphs.IsPositive, sum), then => then.Function("up", static x => x, sum), otherwise => x);
        choice.Node.WithFallback(instead => instead.Function("plain", static x => x, x));
        dag.Output("y", choice);
        dag.Output("each", each);
        dag.Persist(choice, "{session}:y", TimeSpan.FromHours(1));
        return dag.Compile();
    }

    /// <summary>A plan that has a name wherever one can be.</summary>
    public static DagPlan Named(RedisAiEngine ai, string name)
    {
        DagBuilder dag = ai.CreateDag(name);
        DagValue x = dag.Input(name);
        DagValue function = dag.Function($"{name}#", static x => x, x);
        DagNode named = dag.Function("f", [name], static given => given, function);
        DagSequence each = dag.Map($"map {name}", dag.Split($"split {name}", Graphs.CountUp, named[0]), (body, item) => body.Function(name, static x => x, item));
        dag.Output(name, dag.Gather($"gather {name}", static all => Graphs.Sum(all), each));
        dag.Persist(x, $"key {name.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)}");
        return dag.Compile();
    }

    /// <summary>Reads a picture, which must be XML.</summary>
    public static XElement Parse(string svg) => XDocument.Parse(svg).Root!;

    /// <summary>All texts that a picture shows or tells.</summary>
    public static IReadOnlyList<string> Texts(XElement svg) => [.. svg.Descendants().Where(static element => element.Name.LocalName is "text" or "title").Select(static element => element.Value)];
}
