namespace RedisAi.Simulation.Model;

/// <summary>Commands of one kind that were sent to a shard together.</summary>
internal struct Job
{
    public JobKind Kind;

    /// <summary>Who waits for the answer; -1 for nobody.</summary>
    public int Process;

    public int Incarnation;

    public int Shard;

    /// <summary>The call that waits; -1 for none.</summary>
    public int Call;

    /// <summary>The commands that are still to be done.</summary>
    public int Left;

    /// <summary>The bytes of state in each.</summary>
    public int BytesEach;
}
