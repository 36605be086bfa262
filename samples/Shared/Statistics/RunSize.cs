namespace RedisAi.Samples.Statistics;

/// <summary>How many runs of a model had so many rows.</summary>
internal readonly record struct RunSize(long Rows, int Runs);
