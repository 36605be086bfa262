using Spectre.Console;
using Spectre.Console.Rendering;

namespace RedisAi.Cli.Output;

/// <summary>A curve as bars, one below the other.</summary>
/// <param name="title">What is drawn.</param>
/// <param name="bars">What each bar stands for, how long it is, and what is written at its end.</param>
internal sealed class ChartBlock(string title, IReadOnlyList<(string Label, double Value, string Text)> bars) : IBlock
{
    private const int Width = 40;

    public void WriteTo(TextWriter plain)
    {
        plain.WriteLine(title);
        foreach (string line in Lines())
        {
            plain.WriteLine(line);
        }
    }

    public IRenderable Draw() => new Rows(
        [new Text(title, new Style(decoration: Decoration.Bold)), .. Lines().Select(static line => (IRenderable)new Text(line, new Style(Color.Green)))]);

    /// <summary>The bars in eighths of a character.</summary>
    private IEnumerable<string> Lines()
    {
        double most = bars.Select(static bar => bar.Value).DefaultIfEmpty(0).Max();
        int labels = bars.Select(static bar => bar.Label.Length).DefaultIfEmpty(0).Max();
        foreach ((string label, double value, string text) in bars)
        {
            yield return $"  {label.PadLeft(labels)} {Bar(most > 0 ? value / most : 0)} {text}";
        }
    }

    private static string Bar(double share)
    {
        int eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * Width * 8);
        string rest = eighths % 8 == 0 ? "" : $"{(char)('\u2590' - (eighths % 8))}";
        return $"{new string('\u2588', eighths / 8)}{rest}".PadRight(Width);
    }
}
