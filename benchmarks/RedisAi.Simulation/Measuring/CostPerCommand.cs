namespace RedisAi.Simulation.Measuring;

/// <summary>What each of many commands took, in us.</summary>
/// <param name="Server">Processor time of the server's thread.</param>
/// <param name="Client">Processor time of this process.</param>
/// <param name="Elapsed">Time on the wall.</param>
internal readonly record struct CostPerCommand(double Server, double Client, double Elapsed);
