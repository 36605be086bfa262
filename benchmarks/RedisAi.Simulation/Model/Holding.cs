namespace RedisAi.Simulation.Model;

/// <summary>What a process has on one shard.</summary>
internal sealed class Holding
{
    /// <summary>Gets or sets how many leases.</summary>
    public int Owned { get; set; }

    /// <summary>Gets or sets when the last renewal that went through was sent.</summary>
    public double RenewedAt { get; set; }

    /// <summary>Gets or sets when the renewal was sent that is under way.</summary>
    public double RenewalSentAt { get; set; }

    public bool IsRenewing { get; set; }

    public bool IsFlushing { get; private set; }

    /// <summary>Gets when the flush under way was sent.</summary>
    public double FlushSentAt { get; private set; }

    /// <summary>Gets or sets the answered steps that the flush under way writes.</summary>
    public int FlushingSteps { get; set; }

    /// <summary>Gets or sets whether all leases were given up, as the process ends.</summary>
    public bool IsReleased { get; set; }

    /// <summary>Gets or sets until when the connection is blocked by WAIT.</summary>
    public double BlockedUntil { get; set; }

    /// <summary>Gets or sets for how long it has been, since counting began.</summary>
    public double BlockedSeconds { get; set; }

    /// <summary>Gets the sessions whose states are to be written; some may have been handed over since.</summary>
    public List<int> Changed { get; private set; } = [];

    /// <summary>Gets the sessions of the flush under way.</summary>
    public List<int> Flushing { get; private set; } = [];

    public void BeginFlush(double now)
    {
        (Changed, Flushing) = (Flushing, Changed);
        (IsFlushing, FlushSentAt) = (true, now);
    }

    public void EndFlush()
    {
        Flushing.Clear();
        (IsFlushing, FlushingSteps) = (false, 0);
    }

    /// <summary>Nothing is left: the process has died or ended.</summary>
    public void Clear()
    {
        Changed.Clear();
        EndFlush();
        (Owned, IsRenewing, IsReleased, BlockedUntil) = (0, false, false, 0);
    }
}
