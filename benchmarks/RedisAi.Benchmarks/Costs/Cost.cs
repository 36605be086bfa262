namespace RedisAi.Benchmarks.Costs;

/// <summary>One figure.</summary>
/// <param name="What">What it is of.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record Cost(string What, double Value, string Unit)
{
    public override string ToString() => $"{What,-64} {Value,12:N1} {Unit}";
}
