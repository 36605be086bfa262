namespace RedisAi.Dags.Drawing;

/// <summary>Something that has a place in a row of a frame: a box, a frame within, a label, or a line that goes past.</summary>
/// <param name="row">The row; even ones hold boxes and frames, odd ones labels.</param>
/// <param name="width">Its width.</param>
/// <param name="height">Its height.</param>
internal sealed class Cell(int row, double width, double height)
{
    public int Row => row;

    public double Width => width;

    public double Height => height;

    /// <summary>The box that it is; null when it is none.</summary>
    public SceneBox? Box { get; init; }

    /// <summary>The frame that it is; null when it is none.</summary>
    public FrameLayout? Inner { get; init; }

    /// <summary>The text that it is; null when it is none.</summary>
    public string? Label { get; init; }

    /// <summary>Whether only a line goes through it.</summary>
    public bool IsLine => Box is null && Inner is null && Label is null;

    /// <summary>Its place in its row.</summary>
    public int Order { get; set; }

    /// <summary>The middle of it.</summary>
    public double X { get; set; }

    /// <summary>The top of it.</summary>
    public double Y { get; set; }

    public double Left => X - (width / 2);

    /// <summary>The lines that come from the row above.</summary>
    public List<Segment> In { get; } = [];

    /// <summary>The lines that go to the row below.</summary>
    public List<Segment> Out { get; } = [];
}
