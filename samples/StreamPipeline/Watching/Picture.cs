namespace RedisAi.Samples.StreamPipeline.Watching;

/// <summary>A picture in a terminal, drawn over itself again and again: rates and what waits as curves, the workers, and what has happened last.</summary>
internal sealed class Picture(TextWriter writer) : IView
{
    private const int CurveWidth = 56;
    private const int MostEvents = 5;
    private const int MostWorkers = 6;
    private const string ToEndOfLine = "\e[K";
    private const string ToEndOfScreen = "\e[J";

    private readonly Curve _in = new(CurveWidth);
    private readonly Curve _out = new(CurveWidth);
    private readonly Curve _lag = new(CurveWidth);
    private readonly Curve _pending = new(CurveWidth);
    private readonly Queue<string> _events = [];
    private int _height;

    public void Show(Figures figures)
    {
        _in.Add(figures.InPerSecond);
        _out.Add(figures.OutPerSecond);
        _lag.Add(figures.Lag);
        _pending.Add(figures.Pending);
        List<string> lines =
        [
            $"{figures.At.TotalSeconds,5:0.0} s      k kills a worker, s starts one, q ends the calls",
            "",
            $"in       {figures.InPerSecond,6:0}/s  {_in}",
            $"out      {figures.OutPerSecond,6:0}/s  {_out}",
            $"lag      {figures.Lag,6}    {_lag}",
            $"pending  {figures.Pending,6}    {_pending}",
            $"dead letters {figures.DeadLetters}",
            "",
            "worker      state      pending  calls",
            .. figures.Workers.TakeLast(MostWorkers).Select(static worker => $"{worker.Name,-10}  {worker.State.ToString().ToLowerInvariant(),-9} {worker.Pending,8}  {worker.Calls,5}"),
            "",
            .. _events,
        ];
        writer.Write($"{Up()}{string.Concat(lines.Select(static line => $"{line}{ToEndOfLine}\n"))}{ToEndOfScreen}");
        writer.Flush();
        _height = lines.Count;
    }

    public void Tell(string what)
    {
        _events.Enqueue(what);
        if (_events.Count > MostEvents)
        {
            _events.Dequeue();
        }
    }

    private string Up() => _height == 0 ? "" : $"\e[{_height}A\r";
}
