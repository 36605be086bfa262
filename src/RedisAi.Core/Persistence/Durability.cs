namespace RedisAi;

/// <summary>What a write to a durable store waits for, and so what may be lost when the process or the machine ends without warning.</summary>
public enum Durability
{
    /// <summary>Nothing is synchronised with the disk. A process that is killed loses what was written in the last <see cref="DurabilityOptions.Interval"/>; a machine that goes down, whatever the operating system had not written yet.</summary>
    None,

    /// <summary>What has changed is written and synchronised with the disk in each <see cref="DurabilityOptions.Interval"/>, in one transaction: no more than that, and the time the writing itself takes, is lost.</summary>
    Interval,

    /// <summary>A write is acknowledged when it is synchronised with the disk; writes that come at the same time share a transaction. Nothing that was acknowledged is lost.</summary>
    EveryWrite,
}
