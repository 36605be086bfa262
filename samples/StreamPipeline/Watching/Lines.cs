using RedisAi.Samples.StreamPipeline.Processes;

namespace RedisAi.Samples.StreamPipeline.Watching;

/// <summary>A line for each second.</summary>
internal sealed class Lines(TextWriter writer) : IView
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private TimeSpan _next = s_interval;

    public void Show(Figures figures)
    {
        if (figures.At < _next)
        {
            return;
        }

        writer.WriteLine(
            $"{figures.At.TotalSeconds,5:0.0} s  in {figures.InPerSecond:0}/s  out {figures.OutPerSecond:0}/s  lag {figures.Lag}  pending {figures.Pending}  dead letters {figures.DeadLetters}{string.Concat(figures.Workers.Select(Describe))}");
        _next += s_interval;
    }

    public void Tell(string what) => writer.WriteLine(what);

    private static string Describe(WorkerFigures worker)
    {
        string state = worker.State == WorkerState.Working ? "" : $" {worker.State.ToString().ToLowerInvariant()},";
        return $"  {worker.Name}:{state} {worker.Calls} call{(worker.Calls == 1 ? "" : "s")}";
    }
}
