namespace RedisAi.Testing;

/// <summary>A test has left something behind.</summary>
/// <param name="message">Which test, what, and how many.</param>
public sealed class LeakException(string message) : Exception(message);
