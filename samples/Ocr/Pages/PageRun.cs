using RedisAi.Samples.Statistics;

namespace RedisAi.Samples.Ocr.Pages;

/// <summary>A page, and how many lines the runs of the recognition model had.</summary>
internal sealed record PageRun(Page Page, IReadOnlyList<RunSize> Runs)
{
    public TimeSpan Duration => Page.Timings.Duration;
}
