namespace RedisAi.Importers.Trees;

/// <summary>What the values of leaves are, and how they are summed. The result is float32 in any case.</summary>
internal enum TreeSum
{
    /// <summary>In float32: the quicker, exact to some 1e-7 of the partial sums for each of hundreds of trees.</summary>
    Single,

    /// <summary>In float64, rounded at the end: for libraries that sum so, and for thousands of trees.</summary>
    Double,
}
