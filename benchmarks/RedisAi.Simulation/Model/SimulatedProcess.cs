namespace RedisAi.Simulation.Model;

/// <summary>One copy of the application: cores that run batches, and what it has on each shard.</summary>
internal sealed class SimulatedProcess
{
    private readonly Dictionary<byte, double[]?> _past = [];
    private readonly int _cores;

    public SimulatedProcess(int cores, int shards)
    {
        _cores = cores;
        IdleCores = cores;
        Holdings = [.. Enumerable.Range(0, shards).Select(static _ => new Holding())];
    }

    /// <summary>Gets how often it has ended: leases of an earlier life are not its own.</summary>
    public int Incarnation { get; private set; }

    public bool IsAlive { get; private set; } = true;

    /// <summary>Gets or sets whether it is about to end, and gives its sessions up.</summary>
    public bool IsDraining { get; set; }

    public bool TakesCalls => IsAlive && !IsDraining;

    /// <summary>Gets or sets whether something that it has answered is not kept after the interval: then all calls wait until theirs is, until nothing is late any more.</summary>
    public bool IsLate { get; set; }

    public int IdleCores { get; set; }

    /// <summary>Gets the calls that wait for a core.</summary>
    public Queue<int> Waiting { get; } = new();

    /// <summary>Gets or sets the seconds of its own work, such as sending, that no core has done yet.</summary>
    public double Chores { get; set; }

    /// <summary>Gets or sets the seconds that cores were busy, since counting began.</summary>
    public double BusySeconds { get; set; }

    public Holding[] Holdings { get; }

    /// <summary>Gets how many leases it has on all shards.</summary>
    public int OwnedSessions { get; private set; }

    /// <summary>When leases of an earlier life were renewed for the last time; null where they were given up.</summary>
    public double? LastRenewal(byte incarnation, int shard) => _past.TryGetValue(incarnation, out double[]? renewals) && renewals is not null ? renewals[shard] : null;

    /// <summary>It owns one session more, or one less.</summary>
    public void ChangeOwned(int shard, int by)
    {
        Holdings[shard].Owned += by;
        OwnedSessions += by;
    }

    /// <summary>It has given up all that it had on a shard.</summary>
    public void ReleaseAll(int shard)
    {
        ChangeOwned(shard, -Holdings[shard].Owned);
        Holdings[shard].IsReleased = true;
    }

    /// <param name="releases">Whether its leases were given up; else they run out.</param>
    public void End(bool releases)
    {
        _past[(byte)Incarnation] = releases ? null : [.. Holdings.Select(static holding => holding.RenewedAt)];
        Incarnation++;
        (IsAlive, IsDraining, IsLate, Chores, OwnedSessions) = (false, false, false, 0, 0);
        Waiting.Clear();
        foreach (Holding holding in Holdings)
        {
            holding.Clear();
        }
    }

    public void Restart()
    {
        IsAlive = true;
        IdleCores = _cores;
    }
}
