namespace RedisAi.Simulation.Scenarios;

/// <summary>When a step is answered.</summary>
internal enum WriteMode
{
    /// <summary>At once; its state is written with the others of the interval.</summary>
    Behind,

    /// <summary>When its state is written.</summary>
    Through,
}
