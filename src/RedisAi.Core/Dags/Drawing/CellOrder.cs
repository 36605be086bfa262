namespace RedisAi.Dags.Drawing;

/// <summary>Puts the cells of each row in an order with few crossings.</summary>
/// <remarks>Each cell goes to the middle of those that it is joined with in the row before, downwards and upwards in turn (Sugiyama, Tagawa and Toda, 1981), and neighbours change places where that helps.</remarks>
internal static class CellOrder
{
    private const int Sweeps = 12;

    public static void Arrange(List<Cell>[] rows)
    {
        Number(rows);
        List<Cell>[] best = Copy(rows);
        int fewest = Crossings(rows);
        for (int sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            bool isDown = sweep % 2 == 0;
            for (int i = 1; i < rows.Length; i++)
            {
                Sort(isDown ? rows[i] : rows[^(i + 1)], isDown);
            }

            Exchange(rows);
            int crossings = Crossings(rows);
            if (crossings < fewest)
            {
                (fewest, best) = (crossings, Copy(rows));
            }
        }

        best.CopyTo(rows, 0);
        Number(rows);
    }

    private static void Sort(List<Cell> row, bool isDown)
    {
        (Cell Cell, double Middle)[] middles = [.. row.Select(cell => (cell, Middle(cell, isDown)))];
        row.Clear();
        row.AddRange(middles.OrderBy(static entry => entry.Middle).Select(static entry => entry.Cell));
        Number(row);
    }

    private static double Middle(Cell cell, bool isDown)
    {
        List<Segment> joined = isDown ? cell.In : cell.Out;
        return joined.Count == 0 ? cell.Order : joined.Average(segment => isDown ? FromPlace(segment) : ToPlace(segment));
    }

    private static void Exchange(List<Cell>[] rows)
    {
        foreach (List<Cell> row in rows)
        {
            for (int i = 0; i + 1 < row.Count; i++)
            {
                (Cell left, Cell right) = (row[i], row[i + 1]);
                if (Crossings(left, right) > Crossings(right, left))
                {
                    (row[i], row[i + 1]) = (right, left);
                    (left.Order, right.Order) = (right.Order, left.Order);
                }
            }
        }
    }

    /// <summary>How many lines of two neighbours cross when one is left of the other.</summary>
    private static int Crossings(Cell left, Cell right) =>
        left.In.Sum(one => right.In.Count(other => FromPlace(one) > FromPlace(other))) + left.Out.Sum(one => right.Out.Count(other => ToPlace(one) > ToPlace(other)));

    private static int Crossings(List<Cell>[] rows)
    {
        int count = 0;
        foreach (List<Cell> row in rows)
        {
            Segment[] segments = [.. row.SelectMany(static cell => cell.Out)];
            for (int i = 0; i < segments.Length; i++)
            {
                for (int j = i + 1; j < segments.Length; j++)
                {
                    count += (FromPlace(segments[i]) - FromPlace(segments[j])) * (ToPlace(segments[i]) - ToPlace(segments[j])) < 0 ? 1 : 0;
                }
            }
        }

        return count;
    }

    // Lines that end at a frame have a place along its border.
    private static double FromPlace(Segment segment) => segment.From.Order + (segment.From.Inner is null ? 0 : segment.FromOffset / segment.From.Width);

    private static double ToPlace(Segment segment) => segment.To.Order + (segment.To.Inner is null ? 0 : segment.ToOffset / segment.To.Width);

    private static List<Cell>[] Copy(List<Cell>[] rows) => Array.ConvertAll(rows, static row => row.ToList());

    private static void Number(List<Cell>[] rows) => Array.ForEach(rows, Number);

    private static void Number(List<Cell> row)
    {
        for (int i = 0; i < row.Count; i++)
        {
            row[i].Order = i;
        }
    }
}
