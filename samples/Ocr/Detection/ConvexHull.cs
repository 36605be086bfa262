using System.Numerics;

namespace RedisAi.Samples.Ocr.Detection;

/// <summary>The smallest convex polygon around points: a rubber band.</summary>
internal static class ConvexHull
{
    /// <returns>The corners, in order around it; fewer than three where the points are on one line.</returns>
    public static List<Vector2> Of(IEnumerable<Vector2> points)
    {
        List<Vector2> sorted = [.. points.Distinct().OrderBy(static point => point.X).ThenBy(static point => point.Y)];
        if (sorted.Count < 3)
        {
            return sorted;
        }

        List<Vector2> hull = Chain(sorted);
        sorted.Reverse();
        hull.AddRange(Chain(sorted));
        return hull;
    }

    /// <summary>One side of the hull, without its last point, with which the other side begins.</summary>
    private static List<Vector2> Chain(List<Vector2> sorted)
    {
        List<Vector2> chain = [];
        foreach (Vector2 point in sorted)
        {
            while (chain.Count > 1 && Turn(chain[^2], chain[^1], point) <= 0)
            {
                chain.RemoveAt(chain.Count - 1);
            }

            chain.Add(point);
        }

        chain.RemoveAt(chain.Count - 1);
        return chain;
    }

    /// <summary>Above 0 for a turn to one side, below for one to the other, 0 for none.</summary>
    private static float Turn(Vector2 from, Vector2 by, Vector2 to) => ((by.X - from.X) * (to.Y - from.Y)) - ((by.Y - from.Y) * (to.X - from.X));
}
