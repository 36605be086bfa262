namespace RedisAi.Cli.Benching;

/// <summary>What so many callers got, each with one row at a time.</summary>
/// <param name="Callers">The callers.</param>
/// <param name="CallsPerSecond">The calls of all of them.</param>
/// <param name="RowsPerRun">How many calls shared a run, on the average.</param>
/// <param name="Median">What half of the calls took at most, with their wait.</param>
/// <param name="Percentile99">What 99 of 100 calls took at most.</param>
internal sealed record CallerPoint(int Callers, double CallsPerSecond, double RowsPerRun, TimeSpan Median, TimeSpan Percentile99);
