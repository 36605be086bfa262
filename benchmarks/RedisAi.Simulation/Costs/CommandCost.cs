namespace RedisAi.Simulation.Costs;

/// <summary>What a command takes of a server's thread.</summary>
/// <param name="Microseconds">For each command.</param>
/// <param name="NanosecondsPerByte">For each byte of state that it carries.</param>
internal readonly record struct CommandCost(double Microseconds, double NanosecondsPerByte)
{
    /// <summary>Seconds that so many commands take, which carry so many bytes together.</summary>
    public double Of(long commands, long bytes) => (commands * Microseconds * 1e-6) + (bytes * NanosecondsPerByte * 1e-9);
}
