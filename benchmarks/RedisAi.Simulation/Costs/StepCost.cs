namespace RedisAi.Simulation.Costs;

/// <summary>What a run of a model takes of one core.</summary>
/// <param name="RunMicroseconds">For each run.</param>
/// <param name="RowMicroseconds">For each row of it.</param>
internal readonly record struct StepCost(double RunMicroseconds, double RowMicroseconds)
{
    /// <summary>Seconds that a run of so many rows takes.</summary>
    public double Of(int rows) => (RunMicroseconds + (rows * RowMicroseconds)) * 1e-6;
}
