using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using RedisAi.Samples.Sound;
using RedisAi.Samples.VoiceActivity.Detection;

namespace RedisAi.Samples.VoiceActivity.Plots;

/// <summary>Draws the probability of speech over time, above the sound itself, as an SVG picture.</summary>
internal sealed class SvgPlot
{
    private const int Width = 960;
    private const int Height = 400;
    private const int Left = 56;
    private const int Right = 892;
    private const int Top = 44;
    private const int Bottom = 264;
    private const int SoundMiddle = 320;
    private const int SoundHeight = 36;
    private const int AxisAt = 364;

    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private readonly Recording _recording;
    private readonly XElement _root;

    private SvgPlot(Recording recording, string title)
    {
        _recording = recording;
        _root = new XElement(
            s_svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {Height}"),
            new XAttribute("width", Width),
            new XAttribute("height", Height),
            new XAttribute("font-family", "system-ui, sans-serif"),
            new XAttribute("font-size", 12),
            new XElement(s_svg + "title", title));
    }

    /// <param name="title">What the picture is called; characters that XML does not know are left out.</param>
    /// <param name="recording">What was heard.</param>
    /// <param name="probabilities">One for each of its windows.</param>
    /// <param name="segments">What was found; each is a rectangle of the class <c>segment</c>.</param>
    /// <param name="rules">The thresholds to mark.</param>
    public static string Draw(string title, Recording recording, ReadOnlySpan<float> probabilities, IReadOnlyList<Segment> segments, SpeechRules rules)
    {
        string plainTitle = string.Concat(title.Where(XmlConvert.IsXmlChar));
        SvgPlot plot = new(recording, plainTitle);
        plot.Add("rect", ("width", Width), ("height", Height), ("fill", "#ffffff"));
        plot.AddText(plainTitle, Left, Top - 18, "start", "#222222", ("font-size", 15), ("font-weight", "600"));
        plot.AddSegments(segments);
        plot.AddSound(Columns.Peaks(Columns.Amplitudes(recording), Math.Min(recording.WindowCount, Right - Left)));
        plot.AddTimeAxis();
        plot.AddProbabilityAxis();
        plot.AddThreshold("start", rules.StartThreshold);
        plot.AddThreshold("end", rules.EndThreshold);
        plot.AddCurve(Columns.Peaks(probabilities, Math.Min(recording.WindowCount, 2 * (Right - Left))));
        return plot._root.ToString();
    }

    private static double Y(double probability) => Bottom - (probability * (Bottom - Top));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private double X(TimeSpan time) => Left + (Math.Min(1, time / _recording.Duration) * (Right - Left));

    /// <summary>Where a column is that stands for the windows from this one on.</summary>
    private double X(int column, int columns) => X(Recording.TimeOf(_recording.WindowCount) * ((double)column / columns));

    private void AddSegments(IReadOnlyList<Segment> segments)
    {
        foreach (Segment segment in segments)
        {
            double start = X(segment.StartTime);
            double end = X(segment.EndTime);
            Add("rect", ("class", "segment"), ("x", start), ("y", Top), ("width", end - start), ("height", AxisAt - Top), ("fill", "#2f9e44"), ("fill-opacity", 0.14));
        }

        if (segments.Count > 0)
        {
            AddText("shaded: speech", Right, Top - 18, "end", "#2b8a3e");
        }
    }

    /// <summary>The outline of the sound, the same above its middle as below.</summary>
    private void AddSound(float[] peaks)
    {
        StringBuilder upper = new();
        StringBuilder lower = new();
        for (int column = 0; column < peaks.Length; column++)
        {
            double height = Math.Min(1, peaks[column]) * SoundHeight;
            string x = Number((X(column, peaks.Length) + X(column + 1, peaks.Length)) / 2);
            upper.Append(CultureInfo.InvariantCulture, $"{x},{Number(SoundMiddle - height)} ");
            lower.Insert(0, $"{x},{Number(SoundMiddle + height)} ");
        }

        Add("polygon", ("class", "sound"), ("points", $"{upper}{lower}".TrimEnd()), ("fill", "#868e96"), ("stroke", "#868e96"));
        AddText("sound", Left - 8, SoundMiddle + 4, "end", "#555555");
    }

    private void AddTimeAxis()
    {
        Add("line", ("x1", Left), ("y1", AxisAt), ("x2", Right), ("y2", AxisAt), ("stroke", "#555555"));
        foreach (TimeSpan mark in TimeAxis.Marks(_recording.Duration, most: 14))
        {
            double x = X(mark);
            Add("line", ("x1", x), ("y1", AxisAt), ("x2", x), ("y2", AxisAt + 5), ("stroke", "#555555"));
            AddText(TimeAxis.Short(mark), x, AxisAt + 20, "middle", "#555555");
        }

        AddText("min:s", Right + 8, AxisAt + 4, "start", "#555555");
    }

    private void AddProbabilityAxis()
    {
        Add("line", ("x1", Left), ("y1", Top), ("x2", Left), ("y2", Bottom), ("stroke", "#555555"));
        Add("line", ("x1", Left), ("y1", Bottom), ("x2", Right), ("y2", Bottom), ("stroke", "#ced4da"));
        for (int quarter = 0; quarter <= 4; quarter++)
        {
            double y = Y(quarter / 4.0);
            Add("line", ("x1", Left - 5), ("y1", y), ("x2", Left), ("y2", y), ("stroke", "#555555"));
            AddText(Number(quarter / 4.0), Left - 8, y + 4, "end", "#555555");
        }

        double middle = (Top + Bottom) / 2.0;
        AddText("probability of speech", 16, middle, "middle", "#555555", ("transform", $"rotate(-90 16 {Number(middle)})"));
    }

    private void AddThreshold(string name, float threshold)
    {
        double y = Y(threshold);
        Add("line", ("class", "threshold"), ("x1", Left), ("y1", y), ("x2", Right), ("y2", y), ("stroke", "#e8590c"), ("stroke-dasharray", "5 4"));
        AddText($"{name} {Number(threshold)}", Right + 4, y + 4, "start", "#d9480f", ("font-size", 11));
    }

    private void AddCurve(float[] values)
    {
        StringBuilder points = new();
        for (int column = 0; column < values.Length; column++)
        {
            double x = (X(column, values.Length) + X(column + 1, values.Length)) / 2;
            points.Append(CultureInfo.InvariantCulture, $"{Number(x)},{Number(Y(values[column]))} ");
        }

        Add("polyline", ("class", "probability"), ("points", points.ToString().TrimEnd()), ("fill", "none"), ("stroke", "#1864ab"), ("stroke-width", 1.5), ("stroke-linejoin", "round"));
    }

    private void AddText(string text, double x, double y, string anchor, string colour, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        XElement element = Add("text", ("x", x), ("y", y), ("text-anchor", anchor), ("fill", colour));
        SetAttributes(element, attributes);
        element.Value = text;
    }

    private XElement Add(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        XElement element = new(s_svg + name);
        SetAttributes(element, attributes);
        _root.Add(element);
        return element;
    }

    private static void SetAttributes(XElement element, ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach ((string name, object value) in attributes)
        {
            element.SetAttributeValue(name, value is double number ? Number(number) : value);
        }
    }
}
