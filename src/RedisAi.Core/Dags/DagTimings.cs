using System.Globalization;
using RedisAi.Dags.Drawing;

namespace RedisAi;

/// <summary>When the nodes of one run of a plan ran.</summary>
/// <param name="Plan">The name of the plan.</param>
/// <param name="Duration">How long the run took.</param>
/// <param name="Nodes">The nodes, in the order of their beginnings; those within a map once for each item.</param>
public sealed record DagTimings(string Plan, TimeSpan Duration, IReadOnlyList<DagNodeTiming> Nodes)
{
    /// <summary>Draws the times as an SVG picture (a Gantt chart): a row for each node, and a few for one that ran several times at once.</summary>
    /// <returns>A document with lines that end with <c>\n</c>, for light and for dark surroundings.</returns>
    public string ToSvg() => GanttWriter.Write(this);

    /// <summary>Returns the times as text: a line for the run, and one for each node, as in <c>encoder (model): 1.2 ms from 0.3 ms on</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Plan}: {Duration.TotalMilliseconds:0.###} ms{string.Concat(Nodes.Select(static node => string.Create(
            CultureInfo.InvariantCulture, $"\n{node.Node} ({node.Kind}): {node.Duration.TotalMilliseconds:0.###} ms from {node.Start.TotalMilliseconds:0.###} ms on")))}");
}
