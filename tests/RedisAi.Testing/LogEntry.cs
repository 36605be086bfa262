using Microsoft.Extensions.Logging;

namespace RedisAi.Testing;

/// <summary>Something that was logged.</summary>
/// <param name="Category">Who logged it.</param>
/// <param name="Id">What it is.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">What is said.</param>
/// <param name="Exception">The error that it is about; null when there is none.</param>
public sealed record LogEntry(string Category, EventId Id, LogLevel Level, string Message, Exception? Exception)
{
    /// <summary>Gets the message, with the exception.</summary>
    public string Text => $"{Message} {Exception}".TrimEnd();
}
