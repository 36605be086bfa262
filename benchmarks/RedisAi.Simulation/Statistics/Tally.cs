using RedisAi.Simulation.Model;

namespace RedisAi.Simulation.Statistics;

/// <summary>What is counted from the end of the warm-up on.</summary>
internal sealed class Tally
{
    private double _inFlightSeconds;
    private double _inFlightSince;

    /// <summary>Gets the times from a call's arrival to its answer.</summary>
    public LatencyHistogram Answers { get; } = new();

    /// <summary>Gets the same of calls that had to wait for the lease of a dead owner.</summary>
    public LatencyHistogram Takeovers { get; } = new();

    /// <summary>Gets the commands that were sent, by kind.</summary>
    public long[] Commands { get; } = new long[Enum.GetValues<JobKind>().Length];

    /// <summary>Gets the answers of each second.</summary>
    public List<int> AnswersPerSecond { get; } = [];

    /// <summary>Gets when counting began.</summary>
    public double Began { get; private set; }

    /// <summary>Gets or sets the calls that failed since their time was over.</summary>
    public long Failed { get; set; }

    /// <summary>Gets or sets the calls that were sent to another process since theirs had died.</summary>
    public long Retried { get; set; }

    /// <summary>Gets or sets the steps that were answered and are gone: their process died before it had written them.</summary>
    public long LostSteps { get; set; }

    /// <summary>Gets or sets the steps that were answered and written, but had reached no replica when their shard failed; lost unless their owner lives and writes again.</summary>
    public long ExposedSteps { get; set; }

    /// <summary>Gets or sets the rows that were run.</summary>
    public long Rows { get; set; }

    /// <summary>Gets or sets the runs.</summary>
    public long Runs { get; set; }

    /// <summary>Gets the calls that are under way.</summary>
    public int InFlight { get; private set; }

    public void Begin(double now)
    {
        Answers.Clear();
        Takeovers.Clear();
        Array.Clear(Commands);
        AnswersPerSecond.Clear();
        (Began, Failed, Retried, LostSteps, ExposedSteps, Rows, Runs) = (now, 0, 0, 0, 0, 0, 0);
        (_inFlightSeconds, _inFlightSince) = (0, now);
    }

    public void CallBegins(double now) => Change(now, 1);

    /// <param name="now">The time.</param>
    /// <param name="seconds">How long the answer took.</param>
    /// <param name="tookOver">Whether it waited for the lease of a dead owner.</param>
    public void CallAnswered(double now, double seconds, bool tookOver)
    {
        Change(now, -1);
        Answers.Add(seconds);
        if (tookOver)
        {
            Takeovers.Add(seconds);
        }

        int second = (int)(now - Began);
        while (AnswersPerSecond.Count <= second)
        {
            AnswersPerSecond.Add(0);
        }

        AnswersPerSecond[second]++;
    }

    public void CallFailed(double now)
    {
        Change(now, -1);
        Failed++;
    }

    /// <summary>The calls under way, on the mean over the time since counting began.</summary>
    public double MeanInFlight(double now)
    {
        Change(now, 0);
        return _inFlightSeconds / (now - Began);
    }

    private void Change(double now, int by)
    {
        _inFlightSeconds += InFlight * (now - _inFlightSince);
        _inFlightSince = now;
        InFlight += by;
    }
}
