using RedisAi.Dags.Drawing;

namespace RedisAi;

/// <content>Pictures.</content>
public sealed partial class DagPlan
{
    /// <summary>Draws the plan as a flowchart of Mermaid, which GitHub and many editors show: a shape for each kind of node, a subgraph for what is within one, and lines with types as far as they are known.</summary>
    /// <returns>Lines that end with <c>\n</c>; the same for the same plan.</returns>
    public string ToMermaid() => MermaidWriter.Write(SceneBuilder.Build(Shape));

    /// <summary>Draws the plan as an SVG picture, which browsers show, for light and for dark surroundings.</summary>
    /// <returns>A document with lines that end with <c>\n</c>; the same for the same plan.</returns>
    public string ToSvg() => SvgWriter.Write(SceneBuilder.Build(Shape));
}
