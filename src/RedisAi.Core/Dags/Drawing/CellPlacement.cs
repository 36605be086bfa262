namespace RedisAi.Dags.Drawing;

/// <summary>Finds where cells are in their rows: near to those that they are joined with, without touching their neighbours.</summary>
internal static class CellPlacement
{
    private const int Sweeps = 24;
    private const double BoxGap = 26;
    private const double LineGap = 14;
    private const double LineWeight = 3;
    private const double LooseWeight = 0.01;

    public static void Place(List<Cell>[] rows)
    {
        foreach (List<Cell> row in rows)
        {
            Solve(row, static cell => (cell.Order, 1));
        }

        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool isDown = sweep % 2 == 0;
            for (int i = 0; i < rows.Length; i++)
            {
                List<Cell> row = isDown ? rows[i] : rows[^(i + 1)];
                Solve(row, sweep < Sweeps - 8 ? cell => Wish(cell, isDown, !isDown) : static cell => Wish(cell, withIn: true, withOut: true));
            }
        }
    }

    /// <summary>Where a cell would like to be, and how much. Lines that go past weigh more than others, so that they are straight (as Gansner and others have it, 1993).</summary>
    private static (double Place, double Weight) Wish(Cell cell, bool withIn, bool withOut)
    {
        (double sum, double total) = (0, 0);
        foreach (Segment segment in withIn ? cell.In : [])
        {
            double weight = WeightOf(segment);
            sum += weight * (segment.FromX - segment.ToOffset);
            total += weight;
        }

        foreach (Segment segment in withOut ? cell.Out : [])
        {
            double weight = WeightOf(segment);
            sum += weight * (segment.ToX - segment.FromOffset);
            total += weight;
        }

        return total == 0 ? (cell.X, LooseWeight) : (sum / total, total);
    }

    private static double WeightOf(Segment segment) => (IsBend(segment.From) ? LineWeight : 1) * (IsBend(segment.To) ? LineWeight : 1);

    private static bool IsBend(Cell cell) => cell.Box is null && cell.Inner is null;

    /// <summary>The places with the least sum of squared distances from the wishes, in the given order and with gaps. (Isotonic regression; pools of adjacent violators, Ayer and others, 1955.)</summary>
    private static void Solve(List<Cell> row, Func<Cell, (double Place, double Weight)> wish)
    {
        // Without the widths and gaps before each cell, what is left is to keep the order.
        List<(double Sum, double Weight, int Count)> pools = [];
        double[] before = new double[row.Count];
        for (int i = 0; i < row.Count; i++)
        {
            before[i] = i == 0 ? 0 : before[i - 1] + ((row[i - 1].Width + row[i].Width) / 2) + (row[i - 1].IsLine && row[i].IsLine ? LineGap : BoxGap);
            (double place, double weight) = wish(row[i]);
            pools.Add(((place - before[i]) * weight, weight, 1));
            while (pools.Count > 1 && pools[^2].Sum / pools[^2].Weight > pools[^1].Sum / pools[^1].Weight)
            {
                (double sum, double total, int count) = pools[^1];
                pools.RemoveAt(pools.Count - 1);
                pools[^1] = (pools[^1].Sum + sum, pools[^1].Weight + total, pools[^1].Count + count);
            }
        }

        int cell = 0;
        foreach ((double sum, double weight, int count) in pools)
        {
            for (int end = cell + count; cell < end; cell++)
            {
                row[cell].X = before[cell] + (sum / weight);
            }
        }
    }
}
