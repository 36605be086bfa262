namespace RedisAi.Batching;

/// <summary>An output of a batch that has not one row for each row of its calls.</summary>
internal sealed class IndivisibleOutputException(string message) : Exception(message);
