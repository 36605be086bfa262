namespace RedisAi.Dags.Drawing;

/// <summary>A part of a line, from one row to the next.</summary>
/// <param name="wire">The line.</param>
/// <param name="from">What it comes from.</param>
/// <param name="to">What it goes to.</param>
/// <param name="hasHead">Whether it ends there.</param>
internal sealed class Segment(Wire wire, Cell from, Cell to, bool hasHead)
{
    public Wire Wire => wire;

    public Cell From => from;

    public Cell To => to;

    public bool HasHead => hasHead;

    /// <summary>Where it begins, from the middle of the upper cell.</summary>
    public double FromOffset { get; set; }

    /// <summary>Where it ends, from the middle of the lower cell.</summary>
    public double ToOffset { get; set; }

    public double FromX => from.X + FromOffset;

    public double ToX => to.X + ToOffset;
}
