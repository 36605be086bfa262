using System.Globalization;
using System.Text;
using static RedisAi.Dags.Drawing.SvgText;

namespace RedisAi.Dags.Drawing;

/// <summary>Writes when nodes ran as SVG: a row for each, and the time to the right.</summary>
internal sealed class GanttWriter
{
    private const double Top = 66;
    private const double RowHeight = 22;
    private const double BarHeight = 14;
    private const double AxisWidth = 640;
    private const double Margin = 16;
    private const double RightMargin = 90;
    private const double MinBar = 1.5;
    private const int MaxName = 40;

    private readonly StringBuilder _text = new();
    private readonly DagTimings _timings;
    private readonly GanttLanes[] _nodes;
    private readonly TimeAxis _axis;
    private readonly double _left;
    private readonly double _width;
    private readonly double _bottom;

    private GanttWriter(DagTimings timings)
    {
        _timings = timings;
        _nodes = [.. timings.Nodes.OrderBy(static run => run.Start).GroupBy(static run => run.Node).Select(static runs => new GanttLanes([.. runs]))];
        _axis = new TimeAxis(TimeSpan.FromTicks(timings.Nodes.Select(static run => (run.Start + run.Duration).Ticks).Append(timings.Duration.Ticks).Max()), AxisWidth);
        _left = Margin + 14 + _nodes.Select(static node => SvgText.Width(NameOf(node), SvgStyle.NameSize - 1)).DefaultIfEmpty(0).Max();
        _width = _left + AxisWidth + RightMargin;
        _bottom = Top + (RowHeight * _nodes.Sum(static node => node.Lanes.Count + (node.RestCount > 0 ? 1 : 0)));
    }

    public static string Write(DagTimings timings)
    {
        GanttWriter writer = new(timings);
        writer.WriteHead();
        writer.WriteAxis();
        writer.WriteRows();
        writer.Line($"</svg>");
        return writer._text.ToString();
    }

    private void WriteHead()
    {
        string title = $"{_timings.Plan}, {TimeAxis.Text(_timings.Duration)}";
        (string width, string height) = (Number(_width), Number(_bottom + Margin));
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" {SvgStyle.Fonts} role=\"img\">");
        Line($"<title>{Escape(title)}</title>");
        Line($"{SvgStyle.Sheet}");
        Line($"<rect class=\"dag-back\" width=\"{width}\" height=\"{height}\"/>");
        Line($"<text class=\"dag-name\" x=\"{Number(Margin)}\" y=\"25\" font-size=\"14\" font-weight=\"600\">{Escape(Shorten(title, 90))}</text>");
    }

    private void WriteAxis()
    {
        foreach ((double x, string label) in _axis.Marks)
        {
            Line($"<path class=\"dag-grid\" d=\"M{Number(_left + x)} {Number(Top - 8)}V{Number(_bottom)}\"/>");
            Text("dag-detail", _left + x, Top - 14, SvgStyle.DetailSize, "middle", label);
        }
    }

    private void WriteRows()
    {
        double top = Top;
        bool isOdd = false;
        foreach (GanttLanes node in _nodes)
        {
            int rows = node.Lanes.Count + (node.RestCount > 0 ? 1 : 0);
            if (isOdd)
            {
                Line($"<rect class=\"dag-lane\" x=\"{Number(Margin / 2)}\" y=\"{Number(top)}\" width=\"{Number(_width - Margin)}\" height=\"{Number(rows * RowHeight)}\"/>");
            }

            isOdd = !isOdd;
            Text("dag-name", _left - 10, top + 15, SvgStyle.NameSize - 1, "end", NameOf(node));
            foreach (IReadOnlyList<DagNodeTiming> lane in node.Lanes)
            {
                WriteLane(lane, top);
                top += RowHeight;
            }

            if (node.RestCount > 0)
            {
                WriteRest(node, top);
                top += RowHeight;
            }
        }
    }

    private void WriteLane(IReadOnlyList<DagNodeTiming> lane, double top)
    {
        for (int i = 0; i < lane.Count; i++)
        {
            DagNodeTiming run = lane[i];
            double end = Bar(run.Kind, run.Start, run.Start + run.Duration, top, 1, $"{run.Node} ({run.Kind}): {TimeAxis.Text(run.Duration)} from {TimeAxis.Text(run.Start)} on");
            string label = TimeAxis.Text(run.Duration);
            double next = i + 1 < lane.Count ? _left + _axis.X(lane[i + 1].Start) : _width;
            if (end + SvgText.Width(label, SvgStyle.DetailSize) + 8 < next)
            {
                Text("dag-detail", end + 5, top + 15, SvgStyle.DetailSize, "start", label);
            }
        }
    }

    private void WriteRest(GanttLanes node, double top)
    {
        string title = $"{node.RestCount} more runs";
        double end = _left;
        foreach ((TimeSpan from, TimeSpan to) in node.Rest)
        {
            end = Bar(node.First.Kind, from, to, top, 0.5, $"{node.First.Node}: {title}");
        }

        Text("dag-detail", Math.Min(end + 5, _width - SvgText.Width(title, SvgStyle.DetailSize) - 6), top + 15, SvgStyle.DetailSize, "start", title);
    }

    private double Bar(string kind, TimeSpan from, TimeSpan to, double top, double opacity, string title)
    {
        double x = _left + _axis.X(from);
        double width = Math.Max(_axis.X(to) - _axis.X(from), MinBar);
        string faint = opacity < 1 ? $" opacity=\"{Number(opacity)}\"" : "";
        Line($"<rect class=\"{Escape(SvgStyle.ClassOf(kind))}\" x=\"{Number(x)}\" y=\"{Number(top + ((RowHeight - BarHeight) / 2))}\" width=\"{Number(width)}\" height=\"{Number(BarHeight)}\" rx=\"2\"{faint}><title>{Escape(title)}</title></rect>");
        return x + width;
    }

    private static string NameOf(GanttLanes node) => Shorten(node.Count == 1 ? node.First.Node : $"{node.First.Node} ×{node.Count}", MaxName);

    private void Text(string style, double x, double y, double size, string anchor, string text) =>
        Line($"<text class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\" font-size=\"{Number(size)}\" text-anchor=\"{anchor}\">{Escape(text)}</text>");

    private void Line(FormattableString line) => _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
