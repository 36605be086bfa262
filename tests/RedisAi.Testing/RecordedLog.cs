using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RedisAi.Testing;

/// <summary>Keeps what is logged, from a level on.</summary>
/// <param name="from">The level.</param>
public sealed class RecordedLog(LogLevel from = LogLevel.Trace) : ILoggerFactory, ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    /// <summary>Gets all entries in their order.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    /// <summary>Gets the text of each entry, with its exception.</summary>
    public IEnumerable<string> Texts => _entries.Select(static entry => entry.Text);

    /// <summary>Gets each entry as <c>category[event]: message</c>.</summary>
    public IEnumerable<string> Lines => _entries.Select(static entry => $"{entry.Category}[{entry.Id.Id}]: {entry.Message}");

    /// <summary>Gets or sets what is called with each entry after it was kept, and may throw as a provider might.</summary>
    public Action<LogEntry>? Logged { get; set; }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

    /// <summary>Does nothing: nobody else logs.</summary>
    /// <param name="provider">Not used.</param>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <summary>Does nothing: what was logged stays.</summary>
    public void Dispose()
    {
    }

    private bool Keeps(LogLevel level) => level >= from;

    private void Keep(LogEntry entry)
    {
        _entries.Enqueue(entry);
        Logged?.Invoke(entry);
    }

    private sealed class Logger(string category, RecordedLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => log.Keeps(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Keep(new LogEntry(category, eventId, logLevel, formatter(state, exception), exception));
            }
        }
    }
}
