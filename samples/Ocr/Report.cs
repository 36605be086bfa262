using RedisAi.Samples.Ocr.Pages;

namespace RedisAi.Samples.Ocr;

/// <summary>What the program says.</summary>
internal sealed class Report(TextWriter writer)
{
    public void Picture(string name, TensorShape shape) =>
        writer.WriteLine($"{name}: {shape[1]} x {shape[0]} pixels\n");

    public void Text(Page page)
    {
        if (page.Pieces.Count == 0)
        {
            writer.WriteLine("No text.\n");
            return;
        }

        writer.WriteLine("certain   text");
        foreach (TextRow row in page.Rows)
        {
            writer.WriteLine($"{row.Certainty,7:P0}   {row.Text}");
        }

        writer.WriteLine();
    }

    public void Steps(DagTimings timings)
    {
        writer.WriteLine("step                    times    begins      ends");
        foreach (IGrouping<string, DagNodeTiming> step in timings.Nodes.GroupBy(static node => node.Node))
        {
            TimeSpan begin = step.Min(static node => node.Start);
            TimeSpan end = step.Max(static node => node.Start + node.Duration);
            writer.WriteLine($"{step.Key,-22} {step.Count(),6} {begin.TotalMilliseconds,6:0.0} ms {end.TotalMilliseconds,6:0.0} ms");
        }

        writer.WriteLine();
    }

    public void Svg(string path) => writer.WriteLine($"The same as a picture: {path}\n");

    public void Runs(string how, PageRun run)
    {
        long lines = run.Runs.Sum(static size => size.Rows * size.Runs);
        int runs = run.Runs.Sum(static size => size.Runs);
        string sizes = string.Join(", ", run.Runs.Select(static size => $"{size.Runs} x {size.Rows}"));
        writer.WriteLine($"{how}: {run.Duration.TotalMilliseconds:0} ms, {lines} lines in {runs} runs ({sizes})");
    }

    /// <summary>Says whether the page had the same text each time.</summary>
    public bool Check(IReadOnlyList<PageRun> together, IReadOnlyList<PageRun> alone)
    {
        bool same = together.Concat(alone).All(run => run.Page.HasSameTextAs(alone[0].Page));
        writer.WriteLine(same ? "Both ways read the same each time, to the bit." : "The two ways disagree.");
        return same;
    }
}
