using static RedisAi.Dags.Drawing.SvgText;

namespace RedisAi.Dags.Drawing;

/// <summary>What boxes look like: a shape for each kind.</summary>
internal static class BoxShape
{
    /// <summary>How many characters of a name are shown.</summary>
    public const int MaxName = 34;

    /// <summary>How many characters of a label are shown.</summary>
    public const int MaxLabel = 44;

    private const double MinWidth = 64;
    private const double Bevel = 14;
    private const double Lid = 5;

    /// <summary>Width and height of a box.</summary>
    public static (double Width, double Height) SizeOf(SceneBox box)
    {
        double text = Math.Max(Math.Max(Width(Shorten(box.Name, MaxName), SvgStyle.NameSize), Width(Shorten(box.Detail, MaxLabel), SvgStyle.DetailSize)), MinWidth);
        (double around, double height) = box.Kind switch
        {
            "if" or "input" or "output" => (2 * Bevel, 42.0),
            "load" or "persist" => (20, 50.0),
            "script" => (30, 42.0),
            _ => (22, 42.0),
        };
        return (text + around, box.Detail.Length == 0 ? 28 : height);
    }

    /// <summary>How much of the upper and lower edge lines may begin and end at.</summary>
    public static double EdgeOf(SceneBox box, double width) => box.Kind is "if" or "input" or "output" ? width - (3 * Bevel) : width * 0.7;

    /// <summary>The outline.</summary>
    public static string Draw(SceneBox box, double x, double y, double width, double height)
    {
        (string left, string right, string top, string bottom) = (Number(x), Number(x + width), Number(y), Number(y + height));
        (string w, string h) = (Number(width), Number(height));
        string style = $"class=\"{SvgStyle.ClassOf(box.Kind)}\"";
        return box.Kind switch
        {
            "input" or "output" => $"<rect {style} x=\"{left}\" y=\"{top}\" width=\"{w}\" height=\"{h}\" rx=\"{Number(height / 2)}\"/>",
            "if" => $"<path {style} d=\"M{Number(x + Bevel)} {top}H{Number(x + width - Bevel)}L{right} {Number(y + (height / 2))}L{Number(x + width - Bevel)} {bottom}H{Number(x + Bevel)}L{left} {Number(y + (height / 2))}Z\"/>",
            "script" => $"<path {style} d=\"M{Number(x + (Bevel / 2))} {top}H{right}L{Number(x + width - (Bevel / 2))} {bottom}H{left}Z\"/>",
            "load" or "persist" => $"<path {style} d=\"M{left} {Number(y + Lid)}A{Number(width / 2)} {Number(Lid)} 0 0 1 {right} {Number(y + Lid)}V{Number(y + height - Lid)}A{Number(width / 2)} {Number(Lid)} 0 0 1 {left} {Number(y + height - Lid)}Z"
                + $"M{left} {Number(y + Lid)}A{Number(width / 2)} {Number(Lid)} 0 0 0 {right} {Number(y + Lid)}\"/>",
            "model" => $"<rect {style} x=\"{left}\" y=\"{top}\" width=\"{w}\" height=\"{h}\"/><path {style} d=\"M{Number(x + 5)} {top}V{bottom}M{Number(x + width - 5)} {top}V{bottom}\"/>",
            "map" => $"<rect {style} x=\"{Number(x + 4)}\" y=\"{Number(y + 4)}\" width=\"{w}\" height=\"{h}\" rx=\"4\"/><rect {style} x=\"{left}\" y=\"{top}\" width=\"{w}\" height=\"{h}\" rx=\"4\"/>",
            _ => $"<rect {style} x=\"{left}\" y=\"{top}\" width=\"{w}\" height=\"{h}\" rx=\"{(box.Kind == "value" ? "12" : "5")}\"/>",
        };
    }

    /// <summary>Where the name and the detail are, below the upper edge.</summary>
    public static (double Name, double Detail) TextOf(SceneBox box) => box.Kind is "load" or "persist" ? (27, 41) : (18.5, 33);
}
