namespace RedisAi.Cli.Benching;

/// <summary>What runs of so many rows and threads came to, on all cores.</summary>
/// <param name="Threads">The threads of a run.</param>
/// <param name="Rows">The rows of a run.</param>
/// <param name="Lanes">How many runs went on at a time.</param>
/// <param name="RowsPerSecond">The rows of all of them.</param>
/// <param name="Median">What half of the runs took at most.</param>
/// <param name="Percentile99">What 99 of 100 runs took at most.</param>
internal sealed record RunPoint(int Threads, int Rows, int Lanes, double RowsPerSecond, TimeSpan Median, TimeSpan Percentile99);
