using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Keeps what the engine logs, from a level on.</summary>
internal sealed class RecordedLog(LogLevel from = LogLevel.Information) : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _texts = new();

    public IEnumerable<string> Texts => _texts;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= from;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _texts.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
