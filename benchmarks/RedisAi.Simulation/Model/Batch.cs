namespace RedisAi.Simulation.Model;

/// <summary>The calls of one run; none when a core does the process's own work.</summary>
internal struct Batch
{
    public int[]? Calls;

    public int Count;

    public int Incarnation;
}
