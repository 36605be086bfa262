namespace RedisAi.Soak.Recurrent;

/// <summary>A state of a recurrent network.</summary>
internal sealed record RecurrentState(string Input, string Output, int Axis, long[] Shape)
{
    public int Length => (int)Shape.Aggregate(1L, static (product, length) => product * length);
}
