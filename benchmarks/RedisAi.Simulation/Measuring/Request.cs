namespace RedisAi.Simulation.Measuring;

/// <summary>A command with its arguments.</summary>
/// <param name="Command">Its name.</param>
/// <param name="Arguments">Texts, numbers, bytes.</param>
internal readonly record struct Request(string Command, object[] Arguments);
