using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RedisAi.FuzzHost.Endpoint;

/// <summary>Keeps what an endpoint logs as an error: a command or a connection has failed for a reason that nobody has foreseen.</summary>
internal sealed class FailureLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _failures = new();

    /// <summary>Takes what was logged since the last time; null when nothing was.</summary>
    public string? Take() => _failures.TryDequeue(out string? failure) ? failure : null;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _failures.Enqueue($"{formatter(state, exception)}: {exception}");
        }
    }

    public void Dispose()
    {
    }
}
