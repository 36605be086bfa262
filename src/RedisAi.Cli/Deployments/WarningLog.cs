using Microsoft.Extensions.Logging;
using RedisAi.Cli.Output;

namespace RedisAi.Cli.Deployments;

/// <summary>Tells whoever looks what the library warns of.</summary>
/// <param name="terminal">Where to write.</param>
internal sealed class WarningLog(Terminal terminal) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            terminal.Complain(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
