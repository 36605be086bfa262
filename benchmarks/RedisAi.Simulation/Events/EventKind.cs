namespace RedisAi.Simulation.Events;

/// <summary>What happens.</summary>
internal enum EventKind : byte
{
    /// <summary>The warm-up is over, and counting begins.</summary>
    WindowBegins,

    /// <summary>A run of a process ends; A is the process, B the batch.</summary>
    RunEnds,

    /// <summary>A shard is done with a part of a long job; A is the job.</summary>
    PartDone,

    /// <summary>The answer of a shard is there; A is the job.</summary>
    Reply,

    /// <summary>Replicas have the state of a step; A is the call.</summary>
    Acknowledged,

    /// <summary>Replicas know of a lease; A is the call.</summary>
    Owned,

    /// <summary>Replicas have the states of a flush; A is the process, B the shard.</summary>
    FlushKept,

    /// <summary>A process writes what its sessions have changed; A is the process, B its incarnation.</summary>
    FlushDue,

    /// <summary>A process renews its leases; A is the process, B its incarnation.</summary>
    RenewalDue,

    /// <summary>The lease of a dead owner may be over; A is the call.</summary>
    TakeAgain,

    /// <summary>Sessions may have been idle for too long; A is the slot of the wheel.</summary>
    IdleCheck,

    /// <summary>Somebody writes a tensor that all processes have in their caches.</summary>
    SharedWrite,

    /// <summary>A failure begins; A is its place in the scenario.</summary>
    FailureBegins,

    /// <summary>A slow network is itself again.</summary>
    NetworkHeals,

    /// <summary>A process is there again; A is the process.</summary>
    Restarted,
}
