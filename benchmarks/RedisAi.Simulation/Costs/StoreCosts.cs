namespace RedisAi.Simulation.Costs;

/// <summary>What the commands of the shared store take of one Redis, measured on a real one. All but <see cref="Turn"/> are those of commands that come many at a time.</summary>
internal sealed record StoreCosts
{
    /// <summary>Gets what reading from a connection and answering it takes, once for all commands that have come by then.</summary>
    public required CommandCost Turn { get; init; }

    /// <summary>Gets a plain SET: the yardstick.</summary>
    public required CommandCost Set { get; init; }

    /// <summary>Gets a plain GET.</summary>
    public required CommandCost Read { get; init; }

    /// <summary>Gets the write of a state by script: the fence is compared, the state is set, the lease is prolonged.</summary>
    public required CommandCost Write { get; init; }

    /// <summary>Gets the taking of a lease, which gives the state back.</summary>
    public required CommandCost Take { get; init; }

    /// <summary>Gets a taking that is refused, since another has the lease, who is told of it.</summary>
    public required CommandCost Refusal { get; init; }

    /// <summary>Gets the prolonging of one lease, in a script of its own: leases in different slots of a cluster share none.</summary>
    public required CommandCost Renewal { get; init; }

    /// <summary>Gets the same among 256 in one script.</summary>
    public required CommandCost RenewalTogether { get; init; }

    /// <summary>Gets the giving up of one lease.</summary>
    public required CommandCost Release { get; init; }

    /// <summary>Gets a PUBLISH with one listener.</summary>
    public required CommandCost Notice { get; init; }

    /// <summary>Gets what a write takes more where its connection has CLIENT TRACKING on, for the local cache.</summary>
    public required CommandCost Tracking { get; init; }

    /// <summary>Gets one invalidation message to one client.</summary>
    public required CommandCost Invalidation { get; init; }

    /// <summary>Gets what each replica adds to a write.</summary>
    public required CommandCost Replica { get; init; }

    /// <summary>Gets an XADD of one message.</summary>
    public required CommandCost StreamAdd { get; init; }

    /// <summary>Gets one message of an XREADGROUP that takes many.</summary>
    public required CommandCost StreamRead { get; init; }

    /// <summary>Gets the end of one message by script: the fence is compared, the state is set, the position noted, the output added, the message acknowledged.</summary>
    public required CommandCost StreamFinish { get; init; }
}
