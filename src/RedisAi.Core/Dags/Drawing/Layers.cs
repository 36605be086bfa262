namespace RedisAi.Dags.Drawing;

/// <summary>Finds how far down in a frame things are: below all that they need.</summary>
internal static class Layers
{
    /// <param name="frame">The frame; each of its items comes after those that it needs.</param>
    /// <param name="routes">The lines in it.</param>
    public static Dictionary<SceneItem, int> Assign(SceneFrame frame, FrameRoutes routes)
    {
        // What comes from outside, and the title, are above the first.
        int first = frame.Parent is null ? 0 : 1;
        Dictionary<SceneItem, int> layers = [];
        foreach (SceneItem item in frame.Items)
        {
            layers[item] = routes.Where(route => route.Start is not null && route.Ends.Contains(item)).Select(route => layers[route.Start!] + 1).DefaultIfEmpty(first).Max();
        }

        // What needs nothing is near to who needs it.
        foreach (SceneItem item in frame.Items.Where(item => !routes.Any(route => route.Ends.Contains(item))))
        {
            int[] takers = [.. routes.Where(route => route.Start == item).SelectMany(static route => route.Ends).Select(end => layers[end])];
            layers[item] = takers.Length == 0 ? layers[item] : takers.Min() - 1;
        }

        return layers;
    }
}
