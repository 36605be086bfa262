using System.Globalization;
using System.Text;
using static RedisAi.Dags.Drawing.SvgText;

namespace RedisAi.Dags.Drawing;

/// <summary>Writes a picture as SVG.</summary>
internal sealed class SvgWriter
{
    private const double Heading = 38;
    private const double Margin = 10;

    private readonly StringBuilder _text = new();

    private SvgWriter()
    {
    }

    public static string Write(Scene scene)
    {
        SvgWriter writer = new();
        FrameLayout layout = new(scene.Root, Wire.Of(scene));
        string title = Shorten(scene.Root.Title, 60);
        string width = Number(Math.Max(layout.Width, SvgText.Width(title, SvgStyle.NameSize) + (4 * Margin)));
        string height = Number(layout.Height + Heading + Margin);
        writer.Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" {SvgStyle.Fonts} role=\"img\">");
        writer.Line($"<title>{Escape(scene.Root.Title)}</title>");
        writer.Line(SvgStyle.Sheet);
        writer.Line($"<rect class=\"dag-back\" width=\"{width}\" height=\"{height}\"/>");
        writer.Line($"<text class=\"dag-name\" x=\"16\" y=\"23\" font-size=\"14\" font-weight=\"600\">{Escape(title)}</text>");
        writer.Draw(layout, 0, Heading);
        writer.Line("</svg>");
        return writer._text.ToString();
    }

    private void Draw(FrameLayout layout, double left, double top)
    {
        if (layout.Frame.Parent is not null)
        {
            Line($"<rect class=\"dag-frame\" x=\"{Number(left)}\" y=\"{Number(top)}\" width=\"{Number(layout.Width)}\" height=\"{Number(layout.Height)}\" rx=\"8\"/>");
            Line($"<text class=\"dag-detail\" x=\"{Number(left + layout.TitleX)}\" y=\"{Number(top + 15)}\" font-size=\"{Number(SvgStyle.DetailSize)}\" font-style=\"italic\">{Escape(layout.Title)}</text>");
        }

        foreach (Cell cell in layout.Cells.Where(static cell => cell.Inner is not null))
        {
            Draw(cell.Inner!, left + cell.Left, top + cell.Y);
        }

        foreach (Segment segment in layout.Cells.SelectMany(static cell => cell.Out))
        {
            Draw(layout, segment, left, top);
        }

        foreach (Cell cell in layout.Cells)
        {
            if (cell.Box is { } box)
            {
                Draw(box, cell, left, top);
            }
            else if (cell.Label is { } label)
            {
                Line($"<text class=\"dag-detail\" x=\"{Number(left + cell.X)}\" y=\"{Number(top + cell.Y + (cell.Height / 2) + 3.5)}\" font-size=\"{Number(SvgStyle.DetailSize)}\" text-anchor=\"middle\">{Escape(label)}</text>");
            }
        }
    }

    private void Draw(FrameLayout layout, Segment segment, double left, double top)
    {
        (Cell from, Cell to) = (segment.From, segment.To);
        (double x, double endX) = (left + segment.FromX, left + segment.ToX);
        double start = top + (from.IsLine ? layout.TopOf(from.Row) : from.Y + from.Height);
        double bend = top + layout.BottomOf(from.Row);
        double straight = top + layout.TopOf(to.Row);
        double end = top + (to.IsLine ? layout.TopOf(to.Row) : to.Y);
        string curve = Math.Abs(x - endX) < 0.1
            ? ""
            : $"V{Number(bend)}C{Number(x)} {Number((bend + straight) / 2)} {Number(endX)} {Number((bend + straight) / 2)} {Number(endX)} {Number(straight)}";
        Line($"<path class=\"dag-edge{(segment.Wire.IsDashed ? " dag-dashed" : "")}\" d=\"M{Number(x)} {Number(start)}{curve}V{Number(end)}\"/>");
        if (segment.HasHead)
        {
            Line($"<path class=\"dag-head\" d=\"M{Number(endX - 4)} {Number(end - 7)}H{Number(endX + 4)}L{Number(endX)} {Number(end)}Z\"/>");
        }
    }

    private void Draw(SceneBox box, Cell cell, double left, double top)
    {
        (double x, double y) = (left + cell.X, top + cell.Y);
        (double name, double detail) = BoxShape.TextOf(box);
        Line($"<g><title>{Escape(box.Title)}</title>{BoxShape.Draw(box, left + cell.Left, y, cell.Width, cell.Height)}");
        Line($"<text class=\"dag-name\" x=\"{Number(x)}\" y=\"{Number(y + name)}\" font-size=\"{Number(SvgStyle.NameSize)}\" text-anchor=\"middle\">{Escape(Shorten(box.Name, BoxShape.MaxName))}</text>");
        if (box.Detail.Length > 0)
        {
            Line($"<text class=\"dag-detail\" x=\"{Number(x)}\" y=\"{Number(y + detail)}\" font-size=\"{Number(SvgStyle.DetailSize)}\" text-anchor=\"middle\">{Escape(Shorten(box.Detail, BoxShape.MaxLabel))}</text>");
        }

        Line($"</g>");
    }

    private void Line(FormattableString line) => _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private void Line(string line) => _text.Append(line).Append('\n');
}
