namespace RedisAi.Simulation.Model;

/// <summary>One step of a session that somebody waits for.</summary>
internal struct Call
{
    public int Session;

    /// <summary>Where it was sent; -1 when no process could be found.</summary>
    public int Process;

    /// <summary>The incarnation of that process: with another one, the call was lost with it.</summary>
    public int Incarnation;

    public double ArrivedAt;

    /// <summary>How long it waits until it looks again whether the lease of a dead owner is over.</summary>
    public double Poll;

    /// <summary>Whether it has waited for the lease of a dead owner.</summary>
    public bool TookOver;
}
