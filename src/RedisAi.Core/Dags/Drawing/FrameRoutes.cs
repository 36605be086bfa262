using System.Collections;

namespace RedisAi.Dags.Drawing;

/// <summary>The parts of all lines that are in one frame.</summary>
internal sealed class FrameRoutes : IEnumerable<FrameRoute>
{
    private readonly List<FrameRoute> _routes = [];

    public FrameRoutes(SceneFrame frame, IEnumerable<Wire> wires)
    {
        foreach (Wire wire in wires)
        {
            SceneItem? start = ChildOf(frame, wire.From);
            SceneItem?[] children = [.. wire.Targets.Select(target => ChildOf(frame, target))];

            // What begins and ends in the same frame within is drawn there.
            SceneItem[] ends = [.. children.OfType<SceneItem>().Where(child => child != start).Distinct()];
            bool leaves = start is not null && Array.Exists(children, static child => child is null);
            if (ends.Length > 0 || leaves)
            {
                _routes.Add(new FrameRoute(wire, start, ends, leaves));
            }
        }
    }

    /// <summary>Those that go out of the frame.</summary>
    public IEnumerable<FrameRoute> Exits => _routes.Where(static route => route.Leaves);

    public IEnumerator<FrameRoute> GetEnumerator() => _routes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>What is in a frame and is an item, or has it within; null when the item is elsewhere.</summary>
    private static SceneItem? ChildOf(SceneFrame frame, SceneItem item)
    {
        SceneItem child = item;
        while (child.Parent is { } parent && parent != frame)
        {
            child = parent;
        }

        return child.Parent is null ? null : child;
    }
}
