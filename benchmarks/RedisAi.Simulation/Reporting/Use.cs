namespace RedisAi.Simulation.Reporting;

/// <summary>How much of a resource is used: 1 is all of it, and more was asked than there is.</summary>
/// <param name="Resource">Its name.</param>
/// <param name="Share">The share that is used, of the busiest one where there are several.</param>
internal readonly record struct Use(string Resource, double Share)
{
    public const string Cores = "cores";
    public const string Threads = "threads";
    public const string Links = "network";
    public const string Connections = "WAIT";

    /// <summary>The one that breaks first as everything grows.</summary>
    public static Use First(IEnumerable<Use> uses) => uses.MaxBy(static use => use.Share);

    public override string ToString() => $"{Resource}, {Share:P0}";
}
