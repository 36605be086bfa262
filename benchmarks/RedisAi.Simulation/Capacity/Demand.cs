namespace RedisAi.Simulation.Capacity;

/// <summary>What the sessions ask for in each second.</summary>
/// <param name="Steps">Steps.</param>
/// <param name="Held">Sessions that have an owner.</param>
/// <param name="FirstTakes">Steps of sessions that have none.</param>
/// <param name="Moves">Steps that come to another process than the owner.</param>
/// <param name="Writes">States that are written.</param>
internal readonly record struct Demand(double Steps, double Held, double FirstTakes, double Moves, double Writes)
{
    public static Demand operator +(Demand left, Demand right) =>
        new(left.Steps + right.Steps, left.Held + right.Held, left.FirstTakes + right.FirstTakes, left.Moves + right.Moves, left.Writes + right.Writes);
}
