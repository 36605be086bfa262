namespace RedisAi.FuzzHost;

/// <summary>A damaged file did something that it must not be able to do.</summary>
/// <param name="message">What it did.</param>
internal sealed class FuzzFailureException(string message) : Exception(message);
