using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RedisAi.Tests;

/// <summary>Keeps every message, with its exception.</summary>
internal sealed class RecordingLoggerFactory : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(EventId Id, LogLevel Level, string Text)> _entries = new();

    public IReadOnlyList<(EventId Id, LogLevel Level, string Text)> Entries => [.. _entries];

    public IEnumerable<string> Messages => _entries.Select(static entry => entry.Text);

    /// <summary>Called with each message, after it was kept.</summary>
    public Action<EventId>? Logging { get; set; }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _entries.Enqueue((eventId, logLevel, $"{formatter(state, exception)} {exception}".TrimEnd()));
        Logging?.Invoke(eventId);
    }

    public void Dispose()
    {
    }
}
