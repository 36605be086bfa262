namespace RedisAi.Dags.Drawing;

/// <summary>Where the contents of one frame are: rows of boxes, of frames that were laid out before, and between them rows of labels.</summary>
/// <remarks>
/// Lines run between rows, and through rows where a gap is kept for them, so none runs through a box. A line that crosses the border of a frame does so at
/// its upper or lower edge, at a place that the frame has for it.
/// </remarks>
internal sealed class FrameLayout
{
    private const double Padding = 16;
    private const double TitleHeight = 22;
    private const double TitleGap = 8;
    private const double LineWidth = 4;
    private const double RowGap = 13;
    private const double MaxRowGap = 44;

    private readonly List<Wire> _wires;
    private readonly Dictionary<SceneItem, Cell> _cells = [];
    private readonly Dictionary<Wire, Cell> _entries = [];
    private readonly Dictionary<Wire, Cell> _exits = [];
    private readonly List<Cell>[] _rows;
    private readonly double[] _tops;

    public FrameLayout(SceneFrame frame, List<Wire> wires)
    {
        Frame = frame;
        _wires = wires;
        FrameRoutes routes = new(frame, wires);
        Dictionary<SceneItem, int> layers = Layers.Assign(frame, routes);
        int exitLayer = layers.Values.Max() + 1;
        _rows = [.. Enumerable.Range(0, routes.Exits.Any() ? (2 * exitLayer) + 1 : 2 * exitLayer).Select(static _ => new List<Cell>())];
        _tops = new double[_rows.Length];
        AddCells(layers);
        foreach (FrameRoute route in routes)
        {
            AddRoute(route);
        }

        CellOrder.Arrange(_rows);
        SpreadEnds();
        CellPlacement.Place(_rows);
        SetWidth();
        SetHeights();
    }

    public SceneFrame Frame { get; }

    /// <summary>What is written at its upper edge.</summary>
    public string Title => SvgText.Shorten(Frame.Title, BoxShape.MaxLabel);

    /// <summary>Where that begins.</summary>
    public double TitleX { get; private set; }

    public double Width { get; private set; }

    public double Height { get; private set; }

    public IEnumerable<Cell> Cells => _rows.SelectMany(static row => row);

    public double TopOf(int row) => _tops[row];

    public double BottomOf(int row) => _tops[row] + HeightOf(row);

    private void AddCells(Dictionary<SceneItem, int> layers)
    {
        foreach (SceneItem item in Frame.Items)
        {
            int row = 2 * layers[item];
            if (item is SceneBox box)
            {
                (double width, double height) = BoxShape.SizeOf(box);
                Add(_cells[item] = new Cell(row, width, height) { Box = box });
            }
            else if (item is SceneFrame inner)
            {
                FrameLayout layout = new(inner, _wires);
                Add(_cells[item] = new Cell(row, layout.Width, layout.Height) { Inner = layout });
            }
        }
    }

    private void AddRoute(FrameRoute route)
    {
        Wire wire = route.Wire;
        Cell last = route.Start is { } start ? _cells[start] : Add(_entries[wire] = new Cell(0, LineWidth, 0));
        double offset = last.Inner is { } from ? from._exits[wire].X - (from.Width / 2) : 0;
        Dictionary<Cell, bool> ends = route.Ends.ToDictionary(end => _cells[end], end => wire.Targets.Contains(end));
        if (route.Leaves)
        {
            ends.Add(Add(_exits[wire] = new Cell(_rows.Length - 1, LineWidth, 0)), false);
        }

        int end = ends.Keys.Max(static cell => cell.Row);
        for (int row = last.Row + 1; row < end; row++)
        {
            bool isLabel = wire.Label.Length > 0 && last.Box == wire.From;
            Cell next = Add(isLabel
                ? new Cell(row, SvgText.Width(SvgText.Shorten(wire.Label, BoxShape.MaxLabel), SvgStyle.DetailSize) + 8, 16) { Label = SvgText.Shorten(wire.Label, BoxShape.MaxLabel) }
                : new Cell(row, LineWidth, 0));
            Join(new Segment(wire, last, next, hasHead: false) { FromOffset = offset });
            (last, offset) = (next, 0);
            foreach ((Cell target, bool hasHead) in ends.Where(entry => entry.Key.Row == row + 1))
            {
                Join(new Segment(wire, last, target, hasHead) { ToOffset = target.Inner is { } inner ? inner.EntryOf(wire) : 0 });
            }
        }
    }

    /// <summary>Where a line from outside enters, from the middle; one that ends at the frame gets a place that no other has.</summary>
    private double EntryOf(Wire wire)
    {
        if (_entries.TryGetValue(wire, out Cell? entry))
        {
            return entry.X - (Width / 2);
        }

        double place = Width / 2;
        while (place + LineWidth < Width && _entries.Values.Any(other => Math.Abs(other.X - place) < 10))
        {
            place += LineWidth;
        }

        return place - (Width / 2);
    }

    /// <summary>Lines that begin or end at one box do so side by side, in the order in which they come.</summary>
    private void SpreadEnds()
    {
        foreach (Cell cell in Cells.Where(static cell => cell.Box is not null))
        {
            double width = BoxShape.EdgeOf(cell.Box!, cell.Width);
            Segment[] above = [.. cell.In.OrderBy(static segment => segment.From.Order)];
            for (int i = 0; i < above.Length; i++)
            {
                above[i].ToOffset = width * (((i + 0.5) / above.Length) - 0.5);
            }

            Segment[] below = [.. cell.Out.OrderBy(static segment => segment.To.Order)];
            for (int i = 0; i < below.Length; i++)
            {
                below[i].FromOffset = width * (((i + 0.5) / below.Length) - 0.5);
            }
        }
    }

    private void SetWidth()
    {
        double title = Frame.Parent is null ? 0 : SvgText.Width(Title, SvgStyle.DetailSize);
        double left = Cells.Min(static cell => cell.Left);
        double right = Cells.Max(static cell => cell.X + (cell.Width / 2));
        TitleX = left;
        if (Frame.Parent is not null)
        {
            // Beside the lines that enter: where it fits first, else the frame becomes wider.
            double[] lines = [.. _rows[0].Select(static cell => cell.X).Order()];
            double[] places = [left, .. lines.Select(static line => line + TitleGap)];
            double[] ends = [.. lines.Select(static line => line - TitleGap), right];
            int fits = Enumerable.Range(0, places.Length).FirstOrDefault(i => ends[i] - places[i] >= title, -1);
            TitleX = fits >= 0 ? places[fits] : places[^1];
            right = Math.Max(right, TitleX + title);
        }

        foreach (Cell cell in Cells)
        {
            cell.X += Padding - left;
        }

        TitleX += Padding - left;
        Width = right - left + (2 * Padding);
    }

    private void SetHeights()
    {
        double top = 0;
        for (int row = 0; row < _rows.Length; row++)
        {
            _tops[row] = top;
            foreach (Cell cell in _rows[row])
            {
                cell.Y = top + ((HeightOf(row) - cell.Height) / 2);
            }

            double farthest = _rows[row].SelectMany(static cell => cell.Out).Select(static segment => Math.Abs(segment.FromX - segment.ToX)).DefaultIfEmpty(0).Max();
            top += HeightOf(row) + Math.Min(RowGap + (farthest * 0.07), MaxRowGap);
        }

        // Where no line leaves, the last row is one of labels, without any.
        Height = _exits.Count > 0 ? _tops[^1] : BottomOf(_rows.Length - 1);
    }

    private double HeightOf(int row) => row == 0 && Frame.Parent is not null ? TitleHeight : _rows[row].Count == 0 ? 0 : _rows[row].Max(static cell => cell.Height);

    private Cell Add(Cell cell)
    {
        _rows[cell.Row].Add(cell);
        return cell;
    }

    private static void Join(Segment segment)
    {
        segment.From.Out.Add(segment);
        segment.To.In.Add(segment);
    }
}
