namespace RedisAi.Dags.Execution;

/// <summary>How long a node takes, learned from its runs. Races lose an update now and then, which an estimate can bear.</summary>
internal sealed class NodeCost
{
    private const long Unknown = -1;

    private long _typical = Unknown;
    private long _quick = Unknown;

    /// <summary>The ticks that it takes as a rule; null while nothing is known.</summary>
    public long? Typical => Volatile.Read(ref _typical) is var ticks && ticks == Unknown ? null : ticks;

    /// <summary>The ticks that it takes when all goes well; 0 while nothing is known.</summary>
    public long Quick => Math.Max(0, Volatile.Read(ref _quick));

    /// <summary>Notes how long it took: the rule is a moving average over some eight runs, and what it takes when all goes well falls at once and rises slowly.</summary>
    public void Note(long ticks)
    {
        long typical = _typical;
        Volatile.Write(ref _typical, typical == Unknown ? ticks : typical + ((ticks - typical) / 8));
        long quick = _quick;
        Volatile.Write(ref _quick, quick == Unknown || ticks < quick ? ticks : quick + ((ticks - quick) / 64));
    }
}
