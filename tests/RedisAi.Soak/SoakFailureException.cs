namespace RedisAi.Soak;

/// <summary>An answer was wrong, something failed that nobody had provoked, hung, or grew.</summary>
internal sealed class SoakFailureException(string message, Exception? innerException = null) : Exception(message, innerException);
