using System.Numerics;

namespace RedisAi.Samples.Ocr.Detection;

/// <summary>Puts boxes into the order in which one reads: rows from top to bottom, and each from left to right.</summary>
internal static class ReadingOrder
{
    public static List<List<TextBox>> Rows(IReadOnlyList<TextBox> boxes)
    {
        List<List<TextBox>> rows = [];
        if (boxes.Count == 0)
        {
            return rows;
        }

        // A page that is turned a little has rows that are turned as much.
        TextBox page = new(default, 1, 1, Tilt(boxes));
        foreach (TextBox box in boxes.OrderBy(box => Vector2.Dot(box.Centre, page.Down)))
        {
            if (rows.Count > 0 && IsBeside(rows[^1][^1], box, page.Down))
            {
                rows[^1].Add(box);
            }
            else
            {
                rows.Add([box]);
            }
        }

        return [.. rows.Select(row => row.OrderBy(box => Vector2.Dot(box.Centre, page.Across)).ToList())];
    }

    /// <summary>The angle of the page: the median of its boxes, by their widths. Long ones tell it best.</summary>
    private static float Tilt(IReadOnlyList<TextBox> boxes)
    {
        TextBox[] sorted = [.. boxes.OrderBy(static box => box.Angle)];
        float half = sorted.Sum(static box => box.Width) / 2;
        int i = 0;
        for (float passed = sorted[0].Width; passed < half && i < sorted.Length - 1; passed += sorted[i].Width)
        {
            i++;
        }

        return sorted[i].Angle;
    }

    private static bool IsBeside(TextBox one, TextBox other, Vector2 down) =>
        MathF.Abs(Vector2.Dot(other.Centre - one.Centre, down)) < MathF.Min(one.Height, other.Height) / 2;
}
