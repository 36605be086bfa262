using RedisAi.Execution;

namespace RedisAi.Dags.Execution;

/// <summary>A compiled graph: nodes in an order in which each comes after those that it needs, and slots for the values between them.</summary>
internal sealed class PlanGraph
{
    private readonly StripedPool<GraphRun> _idle = new(depth: 16);
    private long _typical = -1;
    private int _untimed;

    public required string Name { get; init; }

    public required PlanNode[] Nodes { get; init; }

    public required int SlotCount { get; init; }

    /// <summary>What is in each slot.</summary>
    public required PlanValue[] Values { get; init; }

    /// <summary>How many nodes and results read each slot: with the last one its value is given up.</summary>
    public required int[] Uses { get; init; }

    /// <summary>How many nodes each node waits for.</summary>
    public required int[] Pending { get; init; }

    /// <summary>Where inputs go, in order; -1 for one that nobody needs.</summary>
    public required int[] InputSlots { get; init; }

    /// <summary>Where results are, in order.</summary>
    public required int[] ResultSlots { get; init; }

    /// <summary>The nodes that wait for none.</summary>
    public required int[] Ready { get; init; }

    /// <summary>The ticks that a run takes as a rule, were there a core for each branch; null while that is not known.</summary>
    public long? Typical => Volatile.Read(ref _typical) is var ticks && ticks < 0 ? null : ticks;

    public GraphRun Rent() => _idle.TryTake() ?? new GraphRun(this);

    public void Return(GraphRun run) => _idle.Put(run);

    /// <summary>Whether the next run notes how long its nodes take: always where that does not show, else one run in eight.</summary>
    /// <param name="shortTicks">Below this it shows.</param>
    public bool TimesNext(long shortTicks) => !(Typical is { } ticks && ticks < shortTicks * Nodes.Length) || Interlocked.Increment(ref _untimed) % 8 == 0;

    /// <summary>Draws conclusions from what nodes took.</summary>
    public void Learn()
    {
        long longest = 0;
        bool known = true;
        Span<long> typical = Nodes.Length <= 256 ? stackalloc long[Nodes.Length] : new long[Nodes.Length];
        for (int i = Nodes.Length - 1; i >= 0; i--)
        {
            (long quick, long slow) = (0, 0);
            foreach (int next in Nodes[i].Successors)
            {
                quick = Math.Max(quick, Nodes[next].QuickTail + Nodes[next].Cost.Quick);
                slow = Math.Max(slow, typical[next]);
            }

            // A branch that was not taken for long has taught nothing: it does not count.
            Nodes[i].QuickTail = quick;
            typical[i] = slow + (Nodes[i].Cost.Typical ?? 0);
            known &= Nodes[i].Cost.Typical is not null;
            longest = Math.Max(longest, typical[i]);
        }

        if (known)
        {
            Volatile.Write(ref _typical, longest);
        }
    }
}
