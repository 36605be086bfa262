namespace RedisAi.Samples.Chat.Simulation;

/// <summary>How many users are simulated.</summary>
/// <param name="Users">Users of each model that is used.</param>
/// <param name="Merged">Whether the model whose calls are merged is used.</param>
/// <param name="Alone">Whether the model whose calls run alone is used.</param>
internal sealed record SimulationSettings(int Users, bool Merged, bool Alone)
{
    /// <summary>The most users of each model.</summary>
    public const int MostUsers = 2000;
}
