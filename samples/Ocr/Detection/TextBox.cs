using System.Numerics;

namespace RedisAi.Samples.Ocr.Detection;

/// <summary>A rectangle around a piece of text, in pixels of the picture.</summary>
/// <param name="Centre">Its middle.</param>
/// <param name="Width">Its length in the direction in which one reads.</param>
/// <param name="Height">Its length across.</param>
/// <param name="Angle">The direction in which one reads, in radians; positive ones lead down.</param>
internal readonly record struct TextBox(Vector2 Centre, float Width, float Height, float Angle)
{
    /// <summary>How many numbers a box is in a tensor.</summary>
    public const int Numbers = 5;

    /// <summary>From this ratio of height to width on it is taken for text that runs from top to bottom. A single letter is higher than it is wide, too.</summary>
    private const float UprightRatio = 2.5f;

    /// <summary>The direction in which one reads, one pixel long.</summary>
    public Vector2 Across => new(MathF.Cos(Angle), MathF.Sin(Angle));

    /// <summary>The direction from the head of the letters to their foot.</summary>
    public Vector2 Down => new(-MathF.Sin(Angle), MathF.Cos(Angle));

    /// <summary>The rectangle with the smallest area around points.</summary>
    /// <param name="hull">Their convex hull.</param>
    public static TextBox Around(IReadOnlyList<Vector2> hull)
    {
        TextBox smallest = AlongAngle(hull, 0);
        for (int i = 0; i < hull.Count; i++)
        {
            // One side of the smallest rectangle lies on a side of the hull.
            Vector2 side = hull[(i + 1) % hull.Count] - hull[i];
            TextBox box = AlongAngle(hull, MathF.Atan2(side.Y, side.X));
            smallest = box.Width * box.Height < smallest.Width * smallest.Height ? box : smallest;
        }

        return smallest;
    }

    /// <summary>The box that is larger by the same on all sides.</summary>
    public TextBox Grow(float by) => this with { Width = Width + (2 * by), Height = Height + (2 * by) };

    /// <summary>The same rectangle, read from left to right, or, when it is much higher than it is wide, from top to bottom.</summary>
    public TextBox ReadingDirection()
    {
        const float QuarterTurn = MathF.PI / 2;
        float turns = MathF.Round(Angle / QuarterTurn);
        bool isTurned = (int)turns % 2 != 0;
        TextBox level = new(Centre, isTurned ? Height : Width, isTurned ? Width : Height, Angle - (turns * QuarterTurn));
        return level.Height < UprightRatio * level.Width ? level : new TextBox(Centre, level.Height, level.Width, level.Angle + QuarterTurn);
    }

    public void Write(Span<float> numbers) => (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]) = (Centre.X, Centre.Y, Width, Height, Angle);

    public static TextBox Read(ReadOnlySpan<float> numbers) => new(new Vector2(numbers[0], numbers[1]), numbers[2], numbers[3], numbers[4]);

    private static TextBox AlongAngle(IReadOnlyList<Vector2> points, float angle)
    {
        TextBox unit = new(default, 1, 1, angle);
        (float left, float right, float top, float bottom) = (float.MaxValue, float.MinValue, float.MaxValue, float.MinValue);
        foreach (Vector2 point in points)
        {
            float x = Vector2.Dot(point, unit.Across);
            float y = Vector2.Dot(point, unit.Down);
            (left, right, top, bottom) = (MathF.Min(left, x), MathF.Max(right, x), MathF.Min(top, y), MathF.Max(bottom, y));
        }

        Vector2 centre = (unit.Across * (left + right) / 2) + (unit.Down * (top + bottom) / 2);
        return new TextBox(centre, right - left, bottom - top, angle);
    }
}
