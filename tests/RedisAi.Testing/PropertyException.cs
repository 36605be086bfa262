namespace RedisAi.Testing;

/// <summary>A property does not hold.</summary>
/// <param name="message">The seed, and a value for which it does not.</param>
/// <param name="innerException">What the property testing library reported.</param>
public sealed class PropertyException(string message, Exception innerException) : Exception(message, innerException);
